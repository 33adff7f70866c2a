import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { cpu, use } from '@spikegrad/core';
import { wasm } from '@spikegrad/wasm';
import { buildRule } from '../../trainer/src/build/learning.js';
import { trainingBatchOf } from '../../trainer/src/build/trainingBatch.js';
import type { Iteration } from '../../trainer/src/loop/iterations.js';
import { learn } from '../../trainer/src/training/learn.js';
import { batchesOf, inBetween, passesOf, positionOf } from '../../trainer/src/loop/passes.js';
import { stream } from '../src/train/stream.js';
import { predictionsOf } from '../../trainer/src/training/test.js';
import { prepare } from '../src/train/train.js';
import { listener } from '../../datasets/test/listener.js';
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

describe('the command line', () => {
  test('gives batch i, from 0, the learning rate of i in a cosine as long as the run', async () => {
    const config = tinyConfig(folder, { iterations: 4, optimizer: { name: 'sgd', learningRate: 0.2 } });
    const { learner, training } = await prepare(config, listener());
    const [from, each] = [{ epoch: 0, batch: 0 }, batchesOf(training, config)];
    const rates: number[] = [];
    for await (const { learningRate } of learn(learner, inBetween(training, config, from), config, each))
      rates.push(learningRate);
    // 0.1 (1 + cos(π i / 4))
    const expected = [0.2, 0.1 + Math.SQRT1_2 / 10, 0.1, 0.1 - Math.SQRT1_2 / 10];
    expect(rates).toHaveLength(4);
    for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[i]!, 12);
  });

  test('reports the share of a training batch whose largest logit is that of its label', async () => {
    // All images are in the batch, two of each class: even one answer for all is right twice.
    const config = tinyConfig(folder, { iterations: 3, batchSize: 20 });
    const from = { epoch: 0, batch: 0 };
    const { learner, training } = await prepare(config, listener());
    const reported: Iteration[] = [];
    for await (const each of learn(learner, inBetween(training, config, from), config, batchesOf(training, config)))
      reported.push(each);

    const { learner: other } = await prepare(config, listener());
    const shares: number[] = [];
    let iteration = 0;
    for await (const batch of inBetween(training, config, from)) {
      other.optimizer.learningRate = reported[iteration]!.learningRate;
      const lesson = { ...trainingBatchOf(other.model, batch, config, iteration), optimizer: other.optimizer };
      const { logits } = buildRule(config, iteration).learn(lesson);
      const [values, labels] = [Array.from(await logits.data()), await batch.label.data()];
      const rows = Array.from(labels, (_, i) => values.slice(10 * i, 10 * (i + 1)));
      const right = rows.filter((row, i) => row.indexOf(Math.max(...row)) === labels[i]);
      shares.push(Math.fround(right.length / labels.length)); // a float32 is read
      if (++iteration === config.iterations) break;
    }
    expect(reported.map(({ accuracy }) => accuracy)).toEqual(shares);
    expect(Math.max(...shares)).toBeGreaterThan(0);
  });

  test('goes on in the middle of a pass with the batch that comes next, and begins the next pass with its first', async () => {
    const config = tinyConfig(folder, { iterations: 12 });
    const { training } = await prepare(config, listener());
    const passes = passesOf(training, config, { epoch: 2, batch: 3 });
    const [first, second] = [passes.next().value!, passes.next().value!];
    expect([first, second]).toMatchObject([
      { epoch: 2, skip: 3 },
      { epoch: 3, skip: 0 },
    ]);
    const indicesFrom = async (iteration: number, count: number): Promise<number[][]> => {
      const taken: number[][] = [];
      for await (const { indices } of stream(training, config, positionOf(iteration, training, config))) {
        taken.push([...indices]);
        if (taken.length === count) break;
      }
      return taken;
    };
    const all = await indicesFrom(0, 12);
    for (const from of [1, 4, 5, 7]) expect(await indicesFrom(from, 12 - from)).toEqual(all.slice(from));
  });

  test('counts the predictions of a test that are the labels of its images', async () => {
    const config = tinyConfig(folder, { batchSize: 4 });
    const { learner, testing } = await prepare(config, listener());
    const [predicted, rights]: [number[], number[]] = [[], []];
    for await (const prediction of predictionsOf(learner.model, testing, config)) {
      predicted.push(...Array.from(prediction.predicted));
      rights.push(prediction.right);
    }
    expect(predicted).toHaveLength(10);
    // The same predictions beside labels of which three are those.
    const labels = Uint8Array.from(predicted, (label, i) => ([0, 5, 9].includes(i) ? label : (label + 1) % 10));
    const counted: number[] = [];
    for await (const { right } of predictionsOf(learner.model, { ...testing, labels }, config)) counted.push(right);
    expect(counted).toEqual([1, 1, 1]);
    const own = predicted.map((label, i) => Number(label === testing.labels[i]));
    expect(rights).toEqual([0, 4, 8].map((at) => own.slice(at, at + 4).reduce((sum, one) => sum + one, 0)));
  });
});
