import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../tools/kill-nine.mjs', import.meta.url));

/** Runs the script and takes down what it prints. */
const run = (...flags: string[]): Promise<{ code: number | null; printed: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...flags]);
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (printed += text.toString()));
    child.on('error', reject).on('close', (code) => resolve({ code, printed }));
  });

test('a run that is killed with SIGKILL again and again ends in the files of one that was not', async () => {
  const { code, printed } = await run('--kills', '3', '--iterations', '8', '--seed', '3');
  expect(printed).toMatch(/^3 kills .* a valid checkpoint after every one.* byte for byte$/m);
  expect(code).toBe(0);
}, 600_000);
