import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('forgotten.mjs', import.meta.url));

// A process of its own: when memory is collected must not depend on what other tests left behind.
test.each([
  ['wasm', 520], // all together 4.7 GB, more than WebAssembly memory can be
  ['cpu', 130],
])('a loop that frees none of its batches trains to its end in flat memory on %s', async (name, batches) => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, name, String(batches)]);
  const { loss, peakBytes } = JSON.parse(stdout) as { readonly loss: number; readonly peakBytes: number };
  expect(loss).toBeGreaterThan(0);
  expect(peakBytes).toBeLessThan(2 ** 29);
});
