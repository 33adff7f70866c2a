import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { fromData } from '@spikegrad/core';
import { hasDiverged } from '../../trainer/src/loop/diverged.js';
import type { Iteration } from '../../trainer/src/loop/iterations.js';
import { learn } from '../../trainer/src/training/learn.js';
import { stream } from '../src/train/stream.js';
import { prepare } from '../src/train/train.js';
import { listener } from '../../datasets/test/listener.js';
import { dataFolder } from '../../datasets/test/records.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';

let folder = '';
beforeAll(async () => void (folder = await dataFolder()));
afterAll(() => rm(folder, { recursive: true }));

/** The first iteration of a network of which the third parameter is filled with a value. */
async function firstIteration(fill: number | null): Promise<{ readonly path: string; readonly iteration: Iteration }> {
  const config = tinyConfig(folder, { iterations: 8 });
  const { training, learner } = await prepare(config, listener());
  const { path, value } = learner.model.namedParameters()[2]!;
  if (fill !== null) value.replace(fromData(new Float32Array(value.size).fill(fill), value.shape));
  for await (const iteration of learn(learner, stream(training, config, { epoch: 0, batch: 0 }), config, 5))
    return { path, iteration };
  throw new Error('no iteration');
}

test.each([NaN, Infinity])('a weight of %p is named by the first iteration, whatever the loss', async (value) => {
  const { path, iteration } = await firstIteration(value);
  expect(iteration.notFinite).toContain(path);
  expect(hasDiverged(iteration)).toBe(true);
  expect(iteration.layers.length).toBeGreaterThan(0); // figures are there all the same
});

test('an iteration of finite weights has nothing to say', async () => {
  const { iteration } = await firstIteration(null);
  expect(iteration).not.toHaveProperty('notFinite');
  expect(hasDiverged(iteration)).toBe(false);
  expect(hasDiverged({ ...iteration, loss: NaN })).toBe(true);
});
