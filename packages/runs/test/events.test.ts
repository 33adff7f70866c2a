import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { tensor, zeros, type Tensor } from '@spikegrad/core';
import { Module } from '@spikegrad/nn';
import { trainingBatchOf } from '../../trainer/src/build/trainingBatch.js';
import { ConfigError } from '../../trainer/src/config/configError.js';
import { parseConfig } from '../../trainer/src/config/parse.js';
import type { Section } from '../../trainer/src/config/section.js';
import { evaluate } from '../src/evaluate/evaluate.js';
import { preparationOf } from '../../data/src/pipelines/preparationOf.js';
import { predictionsOf } from '../../trainer/src/training/test.js';
import { train } from '../src/train/train.js';
import { nmnistBytes } from '../../data/test/recordings.js';
import { framesFolder } from '../../datasets/test/framesFolder.js';
import { listener } from '../../datasets/test/listener.js';
import { quickFiles } from '../../files/test/quickFiles.js';
import { small } from '../../trainer/test/tinyConfig.js';

const samples = join(process.cwd(), 'packages/data/samples/dvs-gesture');
const gestures = {
  ...{ format: 'dvsGesture', workers: 0 },
  ...{ train: [join(samples, 'trials_to_train.txt')], test: [join(samples, 'trials_to_test.txt')] },
};
const config = (fields: Section & { readonly data?: object } = {}) =>
  parseConfig({ ...small, ...fields, data: { ...gestures, ...fields.data } }, 'events');

const folder = framesFolder();

/** Answers with what it is shown: the first pixel of every image, as the only class. */
class Witness extends Module {
  readonly seen: Tensor[] = [];

  override forward(x: Tensor): Tensor {
    this.seen.push(x);
    return x.reshape([x.shape[0]!, -1]).slice(1, 0, 2);
  }
}

/** Frames `[T, N, 2, 2, 2]` whose first pixel says 10 t + n. */
const numbered = (steps: number, count: number): Tensor =>
  tensor(
    Array.from({ length: steps }, (_, t) =>
      Array.from({ length: count }, (_, n) => [
        [
          [10 * t + n, 0],
          [0, 0],
        ],
        [
          [0, 0],
          [0, 0],
        ],
      ]),
    ),
  );

describe('a batch of frames', () => {
  const [steps, count] = [3, 2];

  test('is learned from frame by frame, and whole', async () => {
    const image = numbered(steps, count);
    const lesson = trainingBatchOf(new Witness(), { image, label: zeros([count]) }, config({ steps }), 0);
    expect(lesson.steps).toBe(steps);
    for (let t = 0; t < steps; t++) {
      const [first, , second] = await lesson.step(t).logits.data();
      expect([first, second]).toEqual([10 * t, 10 * t + 1]);
    }
    expect(lesson.multiStep!.frames().shape).toEqual([steps, count, 2, 2, 2]);
  });

  test('is tested on frame by frame, all of them, however many training has', async () => {
    const dataset = {
      ...{ images: new Uint8Array(0), labels: Uint8Array.of(0, 1), count, channels: 2, height: 2, width: 2 },
      ...{ frames: 4, classes: ['a', 'b'] },
    };
    const witness = new Witness();
    const image = numbered(4, count);
    const batch = { image, label: zeros([count]), indices: Uint32Array.of(0, 1) };
    const shown: number[] = [];
    const model = Object.assign(witness, {
      forward(x: Tensor) {
        expect(x.shape).toEqual([count, 2, 2, 2]);
        shown.push(x.dataSync()[0]!);
        return x.reshape([count, -1]).slice(1, 0, 2);
      },
    });
    async function* batches() {
      yield batch;
    }
    for await (const { predicted } of predictionsOf(model, dataset, config({ steps: 2 }), batches()))
      expect(predicted.length).toBe(count);
    expect(shown).toEqual([0, 10, 20, 30]);
  });
});

describe('a run on recordings of gestures', () => {
  const terminal = listener();
  const run = async (name: string, workers: number) => {
    const fields = {
      ...{ steps: 3, batchSize: 5, iterations: 2, model: { width: 1 / 32, depth: 5 } },
      ...{ data: { frames: { count: 4, size: 16 }, workers }, norm: { name: 'osr', guardRatio: 50 } },
    };
    const result = await train(config(fields), folder.in(name), terminal, undefined, quickFiles);
    return { result, weights: (await readFile(folder.in(name, 'model.safetensors'))).toString('latin1') };
  };
  let first: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    first = await run('run', 0);
  });

  test('learns from three of four frames, tests on all, and evaluates to the same', async () => {
    expect(first.result).toMatchObject({ images: 10 });
    expect(await evaluate(folder.in('run'), {}, listener())).toEqual(first.result);
    expect(terminal.said.filter((line) => line.includes('10 recordings'))).toHaveLength(2);
    const lines = (await readFile(folder.in('run', 'metrics.jsonl'), 'utf8')).split('\n');
    const learned = lines.flatMap((line) =>
      line.includes('"event":"iteration"') ? [JSON.parse(line) as Learned] : [],
    );
    expect(learned).toHaveLength(2);
    for (const { layers } of learned) for (const { rate } of layers) expect(rate).toHaveLength(3);
  });

  test('depends on no worker', async () => {
    expect((await run('ahead', 1)).weights).toBe(first.weights);
  });
});

test('a run on recordings of digits learns from all of them and is tested on the others', async () => {
  for (const part of ['Train', 'Test'])
    for (let digit = 0; digit < 10; digit++) {
      await mkdir(folder.in('digits', part, `${digit}`), { recursive: true });
      const events = Array.from({ length: 60 }, (_, i) => [(i + 3 * digit) % 34, i % 34, i % 2, 1000 * i] as const);
      await writeFile(folder.in('digits', part, `${digit}`, '00001.bin'), nmnistBytes(events));
    }
  const terminal = listener();
  const data = {
    ...{ format: 'nmnist', frames: { count: 3 }, augment: true },
    ...{ train: [folder.in('digits', 'Train')], test: [folder.in('digits', 'Test')] },
  };
  const fields = { steps: 2, batchSize: 10, iterations: 1, model: { width: 1 / 32, depth: 5 }, norm: { name: 'osr' } };
  const result = await train(config({ ...fields, data }), folder.in('ofDigits'), terminal, undefined, quickFiles);
  expect(result).toMatchObject({ images: 10 });
  expect(terminal.said.filter((line) => line.includes('10 recordings'))).toHaveLength(2);
});

interface Learned {
  readonly layers: readonly { readonly rate: readonly number[] }[];
}

describe('what the pipelines make of frames', () => {
  const of = (format: string, fields: object = {}) =>
    parseConfig({ ...small, steps: 8, data: { ...gestures, format, ...fields } }, 'events');

  test('training draws as many frames as there are steps, a test sees all', () => {
    for (const format of ['nmnist', 'dvsGesture', 'cifar10Dvs']) {
      expect(preparationOf(of(format), 'train').frames).toBe(8);
      expect(preparationOf(of(format), 'test').frames).toBeUndefined();
    }
  });

  test('without augment training sees what a test sees', () => {
    for (const format of ['nmnist', 'dvsGesture', 'cifar10Dvs'])
      expect(preparationOf(of(format, { augment: false }), 'train').recipe).toEqual(
        preparationOf(of(format), 'test').recipe,
      );
  });

  test('frames get the size that a config asks for', () => {
    for (const format of ['nmnist', 'dvsGesture', 'cifar10Dvs'])
      expect(preparationOf(of(format, { frames: { size: 24 } }), 'test').recipe).toEqual([
        { name: 'resize', size: [24, 24], antialias: false },
      ]);
    expect(preparationOf(of('nmnist'), 'test').recipe).toEqual([]);
  });
});

describe('configs of frames', () => {
  test.each([
    ['more steps than frames', { steps: 21 }, 'steps: expected at most the 20 frames'],
    [
      'more steps than the frames asked for',
      { steps: 5, data: { frames: { count: 4 } } },
      'steps: expected at most the 4 frames',
    ],
    ['spikes drawn with counts', { data: { coding: 'poisson' } }, 'data.coding: expected direct with frames of events'],
  ])('refuse %s', (_, fields, message) => {
    expect(() => config(fields)).toThrow(ConfigError);
    expect(() => config(fields)).toThrow(message);
  });
});
