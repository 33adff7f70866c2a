import { describe, expect, test } from '@jest/globals';
import { blocksOf } from './examples/blocks.js';
import { argumentsOf } from './examples/runner.js';
import { programOf, rowsOf } from './examples/table.js';

const read = (...lines: string[]) => blocksOf('guide.md', lines.join('\n'));

describe('the blocks of a Markdown file', () => {
  test('are its ts blocks, each with the line it stands on', () => {
    expect(read('# Title', '```ts', 'one();', '```', '```bash', 'npm ci', '```', '~~~ts', 'two();', '~~~')).toEqual([
      { line: 3, code: 'one();', noRun: false },
      { line: 9, code: 'two();', noRun: false },
    ]);
  });

  test('lose the indentation of the list they stand in', () => {
    expect(read('- item', '  ```ts', '  if (x) {', '    y();', '  }', '  ```')[0]?.code).toBe('if (x) {\n  y();\n}');
  });

  test('are not found inside a longer fence', () => {
    expect(read('````md', '```ts', 'x();', '```', '````')).toEqual([]);
  });

  test('may have the name of a file, by which others import them', () => {
    const [block] = read('```ts [learn.js]', 'one();', '```');
    expect(block).toEqual({ line: 2, code: 'one();', noRun: false, file: 'learn' });
    expect(read('```ts no-run [main.js]', '// a browser', '```')[0]).toMatchObject({ noRun: true, file: 'main' });
  });

  test('have the output that stands behind them', () => {
    expect(read('```ts', 'one();', '```', 'It prints:', '```text output', '1', '2', '```')[0]?.output).toBe('1\n2');
    expect(() => read('```text output', '1', '```')).toThrow('[guide.md:1] expected a ts block that runs');
  });

  test('may only be type-checked when they say why', () => {
    expect(read('```ts no-run', '// needs a GPU', 'x();', '```')[0]?.noRun).toBe(true);
    expect(() => read('```ts no-run', 'x();', '```')).toThrow('[guide.md:1] expected a no-run block to begin with');
  });

  test.each(['```typescript', '```js', '```ts skip', '```ts [learn.mts]'])('cannot hide behind %s', (opening) => {
    expect(() => read(opening, 'x();', '```')).toThrow('[guide.md:1] expected');
  });

  test('cannot stay open', () => {
    expect(() => read('```ts', 'x();')).toThrow('[guide.md:1] expected a closing ``` but received the end of the file');
  });
});

describe('the rows of a table', () => {
  const table = [
    '| PyTorch | Spikegrad | package |',
    '|---|---|---|',
    '| `a` | `new LIF({ tau: 2 })`, `x.add(1)` | neurons, nn |',
  ];

  test('are its expressions and packages, of tables that have both columns', () => {
    const rows = [{ line: 3, expressions: ['new LIF({ tau: 2 })', 'x.add(1)'], packages: ['neurons', 'nn'] }];
    expect(rowsOf(table.join('\n'))).toEqual(rows);
    expect(rowsOf(table.join('\n').replace('Spikegrad', 'other'))).toEqual([]);
  });

  test('become a program in which every name comes from the packages of its row', () => {
    const program = programOf(rowsOf(table.join('\n'))).split('\n');
    expect(program[0]).toContain("import * as $neurons from '@spikegrad/neurons';");
    expect(program[2]).toBe(
      '{ const { LIF } = { ...$neurons, ...$nn }; void (new LIF({ tau: 2 })); void (x.add(1)); }',
    );
  });

  test('take no members, keys, parameters and types for names', () => {
    const [row] = rowsOf(table.join('\n'));
    const code = "defineOp<[Tensor]>('twice', { forward: ([y]) => y.mul(two), other: (dy) => [dy] })";
    expect(programOf([{ ...row!, expressions: [code] }])).toContain('const { defineOp, two } =');
  });
});

test('an example runs by the test runner that it imports', () => {
  const run = (code: string) => argumentsOf('/root', { module: 'name', code }).join(' ');
  expect(run("import { test } from '@jest/globals';")).toContain(
    'jest.js --config {"rootDir":"/root/docs/.generated/compiled"',
  );
  expect(run("import { test } from 'vitest';")).toContain('vitest.mjs run');
  expect(run("import { test } from 'node:test';")).toBe('docs/.generated/compiled/name.js');
});
