import { describe, expect, test } from '@jest/globals';
import { cpu, type Backend } from '@spikegrad/core';
import { SGD, stateDict, type HostStateDict } from '@spikegrad/nn';
import { trainingStep, trainingStepOn, spikingConvNet, type StepReport } from '../../online/test/trainingStep.js';
import { wasm } from '../src/index.js';
import { backendOf } from './backends.js';

/** A network in training, on `backend`. */
function inTraining(backend: Backend) {
  const model = spikingConvNet(backend);
  const optimizer = new SGD(model.parameters(), { momentum: 0.9, learningRate: 0.05 });
  return { model, learn: (seed: number): Promise<StepReport> => trainingStep(model, optimizer, seed) };
}

/** The largest difference of two gradients, relative to the larger of the largest entry and a thousandth. */
function apart(received: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, i) => Math.abs(received[i]! - value) / scale));
}

describe('training on WebAssembly', () => {
  test('is the same twice, to the bit', async () => {
    const runs: HostStateDict[] = [];
    for (const backend of [wasm(), wasm()]) {
      const { model, learn } = inTraining(backend);
      for (let i = 0; i < 10; i++) await learn(i);
      runs.push(await stateDict(model));
    }
    expect(runs[0]).toEqual(runs[1]);
  });

  test('takes the same 200 steps on one and two threads to the bit, follows the reference from its states, and fires', async () => {
    const [alone, shared, reference] = [inTraining(backendOf(1)), inTraining(backendOf(2)), cpu()];
    const rates: number[] = [];
    let [checked, close] = [0, 0];
    for (let i = 0; i < 200; i++) {
      const expected = i % 5 === 0 ? await trainingStepOn(alone.model, reference, i) : null;
      const received = await alone.learn(i);
      expect(await shared.learn(i)).toEqual(received);
      expect(await stateDict(shared.model)).toEqual(await stateDict(alone.model));
      rates.push(...received.rates);
      if (!expected) continue;
      checked++;
      // A membrane within rounding of its threshold may fire on one and not on the other; such a step is counted, not compared.
      if (!received.rates.every((rate, place) => Math.abs(rate - expected.rates[place]!) < 1e-6)) continue;
      close++;
      expect(Math.abs(received.loss - expected.loss)).toBeLessThan(1e-4);
      received.gradients.forEach((gradient, place) =>
        expect(apart(gradient, expected.gradients[place]!)).toBeLessThan(2e-4),
      );
    }
    expect(checked).toBe(40);
    expect(close).toBeGreaterThan(36);
    expect(Math.min(...rates)).toBeGreaterThan(0.02);
    expect(Math.max(...rates)).toBeLessThan(0.6);
  });
});
