import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { untilStopped } from '../src/commands/command.js';
import { readConfig } from '../../runs/src/config/read.js';
import { openData } from '../../datasets/src/open/openData.js';
import { testBatches } from '../../runs/src/reproduce/batchTests.js';
import { lookAt } from '../../runs/src/reproduce/queue.js';
import { stream, testStream } from '../../runs/src/train/stream.js';
import { train } from '../../runs/src/train/train.js';
import { listener } from '../../datasets/test/listener.js';
import { quickFiles } from '../../files/test/quickFiles.js';
import { dataFolder, records } from '../../datasets/test/records.js';
import { small, tinyConfig } from '../../trainer/test/tinyConfig.js';
import { posixOnly } from '../../../tools/jest/posixOnly.js';

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

/** Runs the built command in a process of its own, and sends it a signal as soon as it has printed an event of that kind. */
const runUntil = (
  event: string,
  signal: NodeJS.Signals,
  ...flags: string[]
): Promise<{ code: number | null; printed: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...flags, '--json']);
    let printed = '';
    let sent = false;
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
      if (!sent && printed.includes(`"event":"${event}"`)) sent = child.kill(signal);
    });
    child.stderr.on('data', (text: Buffer) => (printed += text.toString()));
    child.on('error', reject).on('close', (code) => resolve({ code, printed }));
  });

const run = (signal: NodeJS.Signals, ...flags: string[]) => runUntil('iteration', signal, 'train', ...flags);

const { test: signalTest } = posixOnly('signals, by which a process is asked to end');

signalTest(
  'Ctrl-C and SIGTERM save a checkpoint after the batch, end with 130, and the run goes on from there',
  async () => {
    const [config, stopped] = [join(folder, 'tiny.json'), join(folder, 'stopped')];
    const first = await run('SIGTERM', config, '--out', stopped);
    expect(first).toEqual({
      code: 130,
      printed: expect.stringMatching(/"event":"checkpoint","iteration":\d+,[^]*"event":"end"/),
    });
    const second = await run('SIGINT', '--resume', stopped);
    const iterations = [first, second].map(({ printed }) =>
      Number(/"checkpoint","iteration":(\d+)/.exec(printed)?.[1]),
    );
    expect(second).toEqual({
      code: 130,
      printed: expect.stringMatching(
        /stopping after the current batch; press Ctrl-C again[^]*stopped after \d+ of 2000 batches; not tested/,
      ),
    });
    expect(iterations[1]).toBeGreaterThan(iterations[0]!);
    expect(await readdir(join(stopped, 'checkpoints'))).toHaveLength(2);
  },
);

signalTest('Ctrl-C and SIGTERM are handled while images in memory are tested: exit code 130, no result', async () => {
  const [config, tested] = [join(folder, 'short.json'), join(folder, 'tested')];
  const data = { train: ['train.bin'], test: ['test.bin'] };
  await writeFile(config, JSON.stringify({ ...small, iterations: 1, data }));
  await train(await readConfig(config, {}), tested, listener(), undefined, quickFiles);
  // So many that their events do not fit into a pipe: the signal is sent before the last one can have been tested.
  await writeFile(join(folder, 'many.bin'), records(4000, 3));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const flags = ['evaluate', tested, '--data', join(folder, 'many.bin'), '--batch-size', '1', '--threads', '1'];
    expect(await runUntil('batch', signal, ...flags)).toEqual({
      code: 130,
      printed: expect.stringMatching(
        /stopping after the current batch; press Ctrl-C again[^]*stopped before all images were tested/,
      ),
    });
  }
});

test('each batch gives the event loop a turn, in training and in tests, with images in memory', async () => {
  const config = tinyConfig(folder, { batchSize: 4 });
  const { training, testing } = await openData(config.data, listener());
  let turns = 0;
  const count = (): void => {
    turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  try {
    for (const batches of [testStream(testing, config), stream(training, config, { epoch: 0, batch: 0 })]) {
      let seen = 0;
      for (let last = turns; !(await batches.next()).done && seen < 8; seen++) {
        expect(turns).toBeGreaterThan(last);
        last = turns;
      }
      expect(seen).toBeGreaterThan(2);
      await batches.return(undefined);
    }
  } finally {
    clearImmediate(next);
  }
});

test('a page that is stopped while it tests a network by size of batch writes no result of that test', async () => {
  const [config, out] = [tinyConfig(folder, { iterations: 1 }), join(folder, 'page')];
  await train(config, join(out, 'one'), listener(), undefined, quickFiles);
  const row = { id: 'one', name: 'one', published: null, laptop: 'one.json' };
  const [finished] = await lookAt([{ row, seed: 1, config, folder: join(out, 'one') }]);
  const controller = new AbortController();
  const { signal } = controller;
  const abort = (): void => {
    controller.abort();
    throw signal.reason;
  };
  Object.defineProperty(signal, 'throwIfAborted', { value: abort }); // stopped after the first batch
  expect(await testBatches([finished!], [1], out, listener(), signal, quickFiles)).toEqual([]);
  expect(await readdir(join(out, 'tests'))).toEqual([]);
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
  expect(speaker.warned).toEqual([
    'stopping after the current batch; press Ctrl-C again to end at once, without saving',
  ]);
});
