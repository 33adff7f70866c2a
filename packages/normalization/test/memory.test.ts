import { expect, test } from '@jest/globals';
import { memory, Random, scope } from '@spikegrad/core';
import { Linear, sequence, Sequential, type Module } from '@spikegrad/nn';
import { FixedThreshold, LIF } from '@spikegrad/neurons';
import { OTS, type Flush } from '../src/index.js';
import { kinds, learn, online, steps } from './kinds.js';

const flushes: readonly Flush[] = ['end', 'lazy'];
const random = new Random(1);

const networkOf = (norm: Module, threshold: OTS | FixedThreshold = new OTS({ steps })): Module =>
  new Sequential(new Linear(3, 4, { random }), norm, new LIF({ threshold, dropout: 0.1, random }));

/** Holds memory to what it is after one step. */
function expectFlat(model: Module, times: number, step: () => void): void {
  const forgetful = (): void => {
    step();
    for (const parameter of model.parameters()) {
      parameter.grad?.dispose();
      parameter.grad = null;
    }
  };
  forgetful();
  const before = memory();
  for (let i = 0; i < times; i++) forgetful();
  expect(memory().tensors).toBe(before.tensors);
  expect(memory().bytes).toBe(before.bytes);
}

test.each(Object.keys(online).flatMap((name) => flushes.map((flush) => [name, flush] as const)))(
  'is flat over a thousand sequences (thirty for the baselines): %s, flush %s',
  (name, flush) => {
    const model = networkOf(online[name]!(4, { flush }));
    const x = random.normal([5, 3]);
    const step = () => void sequence(model, steps, () => model.forward(x).sum().backward());
    expectFlat(model, name === 'OSR' ? 1000 : 30, step);
  },
);

const thresholds = { 'a fixed threshold': () => new FixedThreshold(1), OTS: () => new OTS({ steps }) };
test.each(Object.keys(kinds).flatMap((name) => Object.keys(thresholds).map((threshold) => [name, threshold] as const)))(
  'is flat, and every weight learns, through time in one call: %s with %s',
  (name, threshold) => {
    const model = networkOf(kinds[name]!(4), thresholds[threshold as keyof typeof thresholds]());
    const x = random.normal([steps, 5, 3], { deviation: 3 });
    expectFlat(model, 10, () => scope(() => void learn(model, x)));
    scope(() => learn(model, x));
    for (const { path, value } of model.namedParameters()) {
      const moves = Array.from(value.grad!.dataSync()).some((each) => each !== 0);
      expect([path, moves]).toEqual([path, true]);
    }
  },
);
