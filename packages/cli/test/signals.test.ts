import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { untilStopped } from '../src/commands/command.js';
import { dataFolder, listener, small } from './tinyRun.js';

const command = fileURLToPath(new URL('../bin/spikegrad.js', import.meta.url));

/** So many that their events do not fit into a pipe: the signal is sent before the last one can have been learned. */
const iterations = 2000;

let folder = '';
beforeAll(async () => {
  folder = await dataFolder();
  const data = { train: ['train.bin'], test: ['test.bin'] };
  await writeFile(join(folder, 'tiny.json'), JSON.stringify({ ...small, iterations, data }));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the built command in a process of its own, and sends it a signal as soon as a batch is learned. */
const run = (signal: NodeJS.Signals, ...flags: string[]): Promise<{ code: number | null; printed: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, 'train', ...flags, '--json']);
    let printed = '';
    let sent = false;
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
      if (!sent && printed.includes('"event":"iteration"')) sent = child.kill(signal);
    });
    child.stderr.on('data', (text: Buffer) => (printed += text.toString()));
    child.on('error', reject).on('close', (code) => resolve({ code, printed }));
  });

test('Ctrl-C and SIGTERM save a checkpoint after the batch, end with 130, and the run goes on from there', async () => {
  const [config, stopped] = [join(folder, 'tiny.json'), join(folder, 'stopped')];
  const first = await run('SIGTERM', config, '--out', stopped);
  expect(first).toEqual({
    code: 130,
    printed: expect.stringMatching(/"event":"checkpoint","iteration":\d+,[^]*"event":"end"/),
  });
  const second = await run('SIGINT', '--resume', stopped);
  const iterations = [first, second].map(({ printed }) => Number(/"checkpoint","iteration":(\d+)/.exec(printed)?.[1]));
  expect(second).toEqual({
    code: 130,
    printed: expect.stringMatching(/stopping; Ctrl-C again[^]*stopped after \d+ of 2000 batches; not tested/),
  });
  expect(iterations[1]).toBeGreaterThan(iterations[0]!);
  expect(await readdir(join(stopped, 'checkpoints'))).toHaveLength(2);
});

test('the first Ctrl-C says what a second one does, and leaves that one to the system', async () => {
  const before = process.listenerCount('SIGINT');
  const speaker = listener();
  await untilStopped(speaker, (signal) => {
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    process.emit('SIGINT');
    expect(signal.aborted).toBe(true);
    expect(process.listenerCount('SIGINT')).toBe(before);
    return Promise.resolve();
  });
  expect(speaker.warned).toEqual(['stopping; Ctrl-C again ends this at once, with nothing more written']);
});
