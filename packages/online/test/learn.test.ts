import { describe, expect, test } from '@jest/globals';
import { BackendError, cpu, full, ShapeError, ValueError, type Backend } from '@spikegrad/core';
import { Monitor, SGD } from '@spikegrad/nn';
import { largestDifference } from '@spikegrad/testing';
import { bptt, ndot, online, ottt, type LearningRule, type StepResult } from '../src/index.js';
import { batchOf, gradientsOf, ratesOf, rules, spikingNet, stepOf, type NetOptions } from './spikingNet.js';

const steps = 4;

/** A network that does not move, and the steps it takes. */
function trainingBatchOf(options: NetOptions = {}) {
  const model = spikingNet(options);
  const optimizer = new SGD(model.parameters(), { learningRate: 0 });
  const taken: StepResult[] = [];
  const step = stepOf(model, batchOf({ ...options, steps }));
  const recorded = (t: number): StepResult => {
    const result = step(t);
    taken.push({ loss: result.loss.detach().keep(), logits: result.logits.detach().keep() });
    return result;
  };
  return { batch: { model, optimizer, steps, step: recorded }, taken };
}

const numbers = (values: readonly { dataSync(): ArrayLike<number> }[]): readonly (readonly number[])[] =>
  values.map((value) => Array.from(value.dataSync()));
const summed = (rows: readonly (readonly number[])[]): readonly number[] =>
  rows.reduce((a, b) => a.map((x, i) => x + b[i]!));

describe.each(rules)('a batch by %s', (_, make) => {
  const rule = make();

  test('gives the mean of the losses and the sum of the logits, without a graph', () => {
    const { batch, taken } = trainingBatchOf();
    const { loss, logits } = rule.learn(batch);
    const losses = summed(numbers(taken.map((result) => result.loss)));
    const sum = summed(numbers(taken.map((result) => result.logits)));
    expect(taken).toHaveLength(steps);
    expect([loss.shape, logits.shape]).toEqual([[], [8, 3]]);
    expect([loss.requiresGrad, logits.requiresGrad]).toEqual([false, false]);
    expect(largestDifference(numbers([loss]), [losses.map((x) => x / steps)])).toBeLessThan(1e-14);
    expect(largestDifference(numbers([logits]), [sum])).toBeLessThan(1e-14);
  });

  test('asks for every step once, in order', () => {
    const { batch } = trainingBatchOf();
    const asked: number[] = [];
    rule.learn({
      ...batch,
      step: (t) => {
        asked.push(t);
        return batch.step(t);
      },
    });
    expect(asked).toEqual([0, 1, 2, 3]);
  });

  test('forgets the gradients from before', () => {
    const [clean, stale] = [trainingBatchOf().batch, trainingBatchOf().batch];
    for (const parameter of stale.model.parameters()) parameter.grad = full(parameter.shape, 1e6, { dtype: 'float64' });
    make().learn(clean);
    make().learn(stale);
    expect(gradientsOf(stale.model)).toEqual(gradientsOf(clean.model));
  });

  test('tells its monitor of every layer at every step', async () => {
    const { batch } = trainingBatchOf();
    const monitor = new Monitor(batch.model);
    rule.learn({ ...batch, monitor });
    const readings = await monitor.read();
    const layers = Object.values(readings).filter((figures) => 'rate' in figures);
    expect(layers).toHaveLength(2);
    for (const { rate, threshold } of layers) expect([rate?.length, threshold?.length]).toEqual([steps, steps]);
  });

  test('reads nothing back while it runs', async () => {
    // A device's memory cannot be read at once, so `dataSync` fails; reads that wait are counted.
    const { readSync: _sync, ...host } = cpu();
    let reads = 0;
    const device: Backend = {
      ...host,
      read: (...call) => {
        reads++;
        return host.read(...call);
      },
    };
    const { batch } = trainingBatchOf({ backend: device });
    const monitor = new Monitor(batch.model);
    const { loss } = rule.learn({ ...batch, monitor });
    expect(() => loss.dataSync()).toThrow(BackendError);
    expect(reads).toBe(0);
    const rates = await ratesOf(monitor);
    expect(reads).toBe(1);
    expect(rates).toHaveLength(2);
    for (const rate of rates) expect([rate >= 0.02, rate <= 0.5, rate]).toEqual([true, true, rate]);
  });

  test('needs at least one step and logits that fit the labels', () => {
    const { batch } = trainingBatchOf();
    expect(() => rule.learn({ ...batch, steps: 0 })).toThrow(/steps.* at least 1|sequences of at least 3 steps/);
    const bare = (t: number): StepResult => batch.step(t).loss as unknown as StepResult;
    expect(() => rule.learn({ ...batch, step: bare })).toThrow(ValueError);
    expect(() => rule.learn({ ...batch, step: bare })).toThrow('{ loss, logits } but received a tensor');
    const strangers = batchOf({ count: 5, steps });
    const step = stepOf(batch.model, { frames: batchOf({ steps }).frames, labels: strangers.labels });
    expect(() => rule.learn({ ...batch, step })).toThrow(ShapeError);
  });
});

test('a rule holds nothing of a batch: it may train two networks in turn', () => {
  const teach = (rule: LearningRule, other: boolean): readonly (readonly number[])[] => {
    const [model, stranger] = [trainingBatchOf().batch, trainingBatchOf({ seed: 9, hidden: 5 }).batch];
    if (other) rule.learn(stranger);
    rule.learn(model);
    return gradientsOf(model.model);
  };
  for (const make of [online, ottt, ndot, bptt]) expect(teach(make(), true)).toEqual(teach(make(), false));
});
