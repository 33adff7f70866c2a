import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cpu, use } from '@spikegrad/core';
import { wasm } from '@spikegrad/wasm';
import { evaluate } from '../src/evaluate/evaluate.js';
import { readRun } from '../src/report/readRun.js';
import { resume } from '../src/train/resume.js';
import { train } from '../src/train/train.js';
import { filesOf } from './finished.js';
import { listener } from '../../datasets/test/listener.js';
import { quickFiles } from '../../files/test/quickFiles.js';
import { dataFolder } from '../../datasets/test/records.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';

let folder = '';
beforeAll(async () => {
  await use(wasm({ threads: 1 }));
  folder = await dataFolder();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await use(cpu());
});

/** Two epochs of five batches of four images. */
const configOf = (fields: object = {}) =>
  tinyConfig(folder, {
    ...{ iterations: 10, checkpoint: { every: 3 }, batchSize: 4, norm: { name: 'vanilla' } },
    ...{ validation: { samples: 8, from: 'test', dynamic: true }, record: { layersEvery: 100 } },
    ...fields,
  });

interface Line {
  readonly event: string;
  readonly loss: number;
  readonly layers: readonly unknown[];
}

const linesOf = async (run: string): Promise<readonly Line[]> =>
  (await readFile(join(run, 'metrics.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

test('each epoch is validated with the statistics of training and of each batch, and so is the test', async () => {
  const run = join(folder, 'validated');
  const result = await train(configOf(), run, listener(), undefined, quickFiles);
  const losses = (await linesOf(run)).flatMap(({ event, loss }) => (event === 'iteration' ? [loss] : []));
  const { epochs, test: tested } = await readRun(run);
  expect(epochs.map(({ epoch, iterations }) => [epoch, iterations])).toEqual([
    [0, 5],
    [1, 10],
  ]);
  expect(epochs[1]!.loss).toBeCloseTo(losses.slice(5).reduce((sum, loss) => sum + loss) / 5, 12);
  expect(epochs.map(({ validation }) => validation!.samples)).toEqual([8, 8]);
  expect(epochs[0]!.isBest).toBe(true);

  const dynamic = await evaluate(run, { thresholds: 'dynamic', statistics: 'dynamic' }, listener());
  expect(tested!.dynamic!.accuracy).toBe(dynamic.accuracy);
  expect((await evaluate(run, {}, listener())).accuracy).toBe(result!.accuracy);
  const first = { limit: 8, batchSize: 4 };
  expect((await evaluate(run, first, listener())).accuracy).toBe(epochs[1]!.validation!.accuracy);
  const both = await evaluate(run, { ...first, thresholds: 'dynamic', statistics: 'dynamic' }, listener());
  expect(both.accuracy).toBe(epochs[1]!.validation!.dynamic!.accuracy);
  expect(epochs[1]!.validation!.dynamic!.loss).not.toBe(epochs[1]!.validation!.loss);
  await expect(evaluate(run, { fold: true, statistics: 'dynamic' }, listener())).rejects.toThrow('--fold');
});

test('a run that is validated on training images does not learn from them', async () => {
  const run = join(folder, 'held out');
  const validation = { samples: 10, from: 'train' };
  await train(configOf({ validation, iterations: 3 }), run, listener(), undefined, quickFiles);
  const { start, epochs } = await readRun(run);
  expect(start!.images).toBe(10);
  expect(epochs.map(({ iterations }) => iterations)).toEqual([2, 3]);
  expect(epochs[0]!.validation).toMatchObject({ samples: 10 });
  expect(epochs[0]!.validation!.dynamic).toBeUndefined();
});

test('with layersEvery the layers of some batches are recorded, and the weights are the same', async () => {
  const [thin, whole] = [join(folder, 'thin'), join(folder, 'whole')];
  const long = { iterations: 40, validation: {}, checkpoint: { every: null } };
  await train(configOf({ ...long, record: { layersEvery: 7 } }), thin, listener(), undefined, quickFiles);
  await train(configOf({ ...long, record: {} }), whole, listener(), undefined, quickFiles);
  const recorded = (lines: readonly Line[]): readonly boolean[] =>
    lines.flatMap(({ event, layers }) => (event === 'iteration' ? [layers.length > 0] : []));
  expect(recorded(await linesOf(whole))).toEqual(new Array(40).fill(true));
  const places = recorded(await linesOf(thin)).flatMap((is, i) => (is ? [i] : []));
  expect(places.length).toBeLessThan(25);
  expect(places).toEqual(expect.arrayContaining([0, 7, 14, 21, 28, 35, 39]));
  const [a, b] = [await filesOf(thin), await filesOf(whole)];
  expect(a['model.safetensors']).toBe(b['model.safetensors']);
  const { history } = await readRun(thin);
  expect(history.recorded.map(({ iteration }) => iteration)).toEqual(places.slice(-20));
  const rates = history.layers[0]!.mean.stretches.map(({ x, value }) => [x, Number.isFinite(value)]);
  expect(rates).toEqual(places.map((place) => [place + 1, true]));
});

test('a run that is stopped in the validation of an epoch goes on with that, and ends in the same files', async () => {
  const [whole, broken] = [join(folder, 'in one go'), join(folder, 'stopped')];
  await train(configOf(), whole, listener(), undefined, quickFiles);
  for (const at of [4, 9]) {
    const controller = new AbortController();
    const stopping = listener(({ event, iteration }) => {
      if (event === 'iteration' && iteration === at) controller.abort();
    });
    const { signal } = controller;
    const going =
      at === 4
        ? train(configOf(), broken, stopping, signal, quickFiles)
        : resume(broken, undefined, stopping, signal, quickFiles);
    expect(await going).toBeNull();
    expect((await linesOf(broken)).at(-1)!.event).not.toBe('epoch');
  }
  await resume(broken, undefined, listener(), undefined, quickFiles);
  expect(await filesOf(broken)).toEqual(await filesOf(whole));
});
