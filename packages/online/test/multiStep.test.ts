import { describe, expect, test } from '@jest/globals';
import { ones, Random, ShapeError, stack } from '@spikegrad/core';
import { onlineLoss, Linear, Monitor, Sequential, SequenceError, SGD, type Module } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { OTS, TdBN, TEBN } from '@spikegrad/normalization';
import { largestDifference, weightsOf } from '@spikegrad/testing';
import { bptt, online, ottt, type TrainingBatch, type StepResult } from '../src/index.js';
import { batchOf, gradientsOf, ratesOf, spikingNet, stepOf } from './spikingNet.js';

const steps = 4;

/** A batch with `multiStep`, and the same step by step. */
function trainingBatchOf(model: Module): Omit<Required<TrainingBatch>, 'parts'> {
  const batch = batchOf({ steps });
  const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
  const result = (logits: StepResult['logits']): StepResult => ({ logits, loss: onlineLoss(logits, batch.labels) });
  const whole = { frames: () => stack(batch.frames), result };
  return { model, optimizer, steps, step: stepOf(model, batch), multiStep: whole, monitor: new Monitor(model) };
}

describe('BPTT of a batch with multiStep', () => {
  test('learns what it learns step by step', async () => {
    const [apart, together] = [trainingBatchOf(spikingNet()), trainingBatchOf(spikingNet())];
    const one = bptt().learn({ ...apart, multiStep: null });
    const other = bptt().learn(together);
    for (const name of ['loss', 'logits'] as const)
      expect(largestDifference([[...other[name].dataSync()]], [[...one[name].dataSync()]])).toBeLessThan(1e-12);
    expect(largestDifference(gradientsOf(together.model), gradientsOf(apart.model))).toBeLessThan(1e-12);
    expect(largestDifference(weightsOf(together.model), weightsOf(apart.model))).toBeLessThan(1e-12);
    expect(await ratesOf(together.monitor!)).toEqual(await ratesOf(apart.monitor!));
  });

  test('refuses frames of another number of steps', () => {
    const batch = trainingBatchOf(spikingNet());
    const act = () => bptt().learn({ ...batch, multiStep: { ...batch.multiStep!, frames: () => ones([3, 8, 6]) } });
    expect(act).toThrow(ShapeError);
    expect(act).toThrow('[bptt] expected frames of 4 steps, [T, N, …] but received [3, 8, 6]');
  });
});

describe.each([
  ['tdBN', () => new TdBN(12, { dtype: 'float64' })],
  ['TEBN', () => new TEBN(12, { steps, dtype: 'float64' })],
])('a network with %s', (_, norm) => {
  const network = (): Module => {
    const random = new Random(1);
    const place = { random, dtype: 'float64' } as const;
    const neuron = new LIF({ threshold: new OTS() });
    return new Sequential(new Linear(6, 12, place), norm(), neuron, new Linear(12, 3, place));
  };

  test('learns by BPTT', async () => {
    const batch = trainingBatchOf(network());
    const losses = await Promise.all(Array.from({ length: 20 }, () => bptt().learn(batch).loss.item()));
    expect(losses.at(-1)!).toBeLessThan(0.95 * losses[0]!);
  });

  test.each([online(), ottt()])('fails by $name', (rule) => {
    expect(() => rule.learn(trainingBatchOf(network()))).toThrow(SequenceError);
  });

  test('fails by BPTT that is given steps alone', () => {
    expect(() => bptt().learn({ ...trainingBatchOf(network()), multiStep: null })).toThrow(SequenceError);
  });
});
