import { describe, expect, test } from '@jest/globals';
import { blocksOf } from './examples/blocks.js';

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

  test('may only be type-checked when they say why', () => {
    expect(read('```ts no-run', '// needs a GPU', 'x();', '```')[0]?.noRun).toBe(true);
    expect(() => read('```ts no-run', 'x();', '```')).toThrow('[guide.md:1] expected a no-run block to begin with');
  });

  test.each(['```typescript', '```js', '```ts skip'])('cannot hide behind %s', (opening) => {
    expect(() => read(opening, 'x();', '```')).toThrow('[guide.md:1] expected');
  });

  test('cannot stay open', () => {
    expect(() => read('```ts', 'x();')).toThrow('[guide.md:1] expected a closing ``` but received the end of the file');
  });
});
