import { beforeAll, describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { compile, run } from '../tools/examples/compile.js';
import { findExamples } from '../tools/examples/find.js';

/** The documents run against the built packages, as a reader's project would: `npm run build` comes first. */
const root = fileURLToPath(new URL('..', import.meta.url));
const examples = findExamples(root);
let complaints = '';

beforeAll(() => {
  complaints = compile(root, examples);
});

test('the code of all documents type-checks', () => {
  expect(complaints).toBe('');
});

describe('the documents run', () => {
  for (const example of examples.filter(({ noRun }) => !noRun))
    test(example.name, () => {
      const { output, complaint } = run(root, example);
      expect(complaint).toBe('');
      if (example.output !== undefined) expect(output.trim()).toBe(example.output.trim());
      if (example.mustPrint) expect(output.trim()).not.toBe('');
    });
});
