import { expect } from '@jest/globals';
import { cpu, type Backend } from '@spikegrad/core';
import { SGD, stateDict } from '@spikegrad/nn';
import { spikingConvNet, trainingStep, trainingStepOn, type StepReport } from './trainingStep.js';

/** A network in training on a backend. */
export function inTraining(backend: Backend) {
  const model = spikingConvNet(backend);
  const optimizer = new SGD(model.parameters(), { momentum: 0.9, learningRate: 0.05 });
  return { model, learn: (seed: number): Promise<StepReport> => trainingStep(model, optimizer, seed) };
}

/** The largest difference of two gradients, relative to the larger of the largest entry and a thousandth. */
function apart(received: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, i) => Math.abs(received[i]! - value) / scale));
}

/** What the steps had in common that were recomputed. */
export interface Followed {
  readonly checked: number;
  /** Steps in which every layer fires as often as on the reference. A membrane within rounding of its threshold may fire on one alone: such a step is not compared. */
  readonly close: number;
  readonly mostLoss: number;
  readonly mostGradient: number;
  readonly rates: readonly number[];
}

/**
 * Trains one network for 200 steps on each backend, expects the same bits on all after each step, and recomputes some steps on the reference
 * from the same state.
 */
export async function followReference(backends: readonly Backend[], every: number): Promise<Followed> {
  const [first, ...others] = backends.map(inTraining);
  const reference = cpu();
  const rates: number[] = [];
  let [checked, close, mostLoss, mostGradient] = [0, 0, 0, 0];
  for (let i = 0; i < 200; i++) {
    const expected = i % every === 0 ? await trainingStepOn(first!.model, reference, i) : null;
    const received = await first!.learn(i);
    for (const other of others) {
      expect(await other.learn(i)).toEqual(received);
      expect(await stateDict(other.model)).toEqual(await stateDict(first!.model));
    }
    rates.push(...received.rates);
    if (!expected) continue;
    checked++;
    if (!received.rates.every((rate, place) => Math.abs(rate - expected.rates[place]!) < 1e-6)) continue;
    close++;
    mostLoss = Math.max(mostLoss, Math.abs(received.loss - expected.loss));
    const differences = received.gradients.map((gradient, place) => apart(gradient, expected.gradients[place]!));
    mostGradient = Math.max(mostGradient, ...differences);
  }
  return { checked, close, mostLoss, mostGradient, rates };
}
