import { equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.mjs';

/** Throws unless the first line of a stack trace through an installed package is the line of TypeScript that made the error. */
export function leadsToSource(root, consumer) {
  const failing = `import { ones } from '@spikegrad/core';
    try { ones([1, 2]).matmul(ones([3, 4])); } catch ({ stack }) { console.log(stack); }`;
  const stack = command(consumer, process.execPath, '--enable-source-maps', '--input-type=module', '--eval', failing);
  const [place, file, line] = /core\/(src\/ops\/matmul\.ts):(\d+)/.exec(stack) ?? [];
  if (!place) throw new Error(`no TypeScript in ${stack}`);
  const text = readFileSync(join(root, 'packages/core', file), 'utf8').split('\n')[line - 1];
  equal(/throw new ShapeError\('matmul'/.test(text), true, `line ${line} is ${text}`);
}
