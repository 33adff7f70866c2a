import { describe, expect, test } from '@jest/globals';
import { Monitor, SGD } from '@spikegrad/nn';
import { largestDifference, weightsOf, type ByPath } from '@spikegrad/testing';
import { predict, type LearningRule } from '../src/index.js';
import { batchOf, ratesOf, rules, spikingNet, stepOf } from './spikingNet.js';

const steps = 4;

interface Run {
  readonly losses: readonly number[];
  readonly values: ByPath;
  readonly rates: readonly number[];
  readonly hits: number;
}

/** Trains a network of two spiking layers on one batch, in float64. */
async function train(make: () => LearningRule, seed: number, count = 15): Promise<Run> {
  const rule = make();
  const model = spikingNet({ seed });
  const batch = batchOf({ steps });
  const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 });
  const monitor = new Monitor(model);
  const losses: number[] = [];
  for (let i = 0; i < count; i++) {
    const { loss, logits } = rule.learn({ model, optimizer, steps, step: stepOf(model, batch), monitor });
    losses.push(await loss.item());
    loss.dispose();
    logits.dispose();
  }
  const answers = predict(model, steps, (t) => model.forward(batch.frames[t]!)).argmax(1);
  const labels = batch.labels.dataSync();
  const hits = answers.dataSync().filter((answer, i) => answer === labels[i]).length;
  return { losses, values: weightsOf(model), rates: await ratesOf(monitor), hits };
}

describe.each(rules)('training by %s', (_, make) => {
  test('gives the same weights for the same seed, bit for bit, and others for another seed', async () => {
    const [a, b, c] = [await train(make, 1), await train(make, 1), await train(make, 2)];
    expect(b).toEqual(a);
    expect(largestDifference(a.values, c.values)).toBeGreaterThan(0.01);
  });

  test('learns a batch by heart while every layer fires', async () => {
    const { losses, rates, hits } = await train(make, 1, 120);
    expect(rates).toHaveLength(2);
    for (const rate of rates) expect([rate >= 0.02, rate <= 0.5, rate]).toEqual([true, true, rate]);
    expect(losses.at(-1)!).toBeLessThan(0.6 * losses[0]!);
    expect(hits).toBe(8);
  });
});

test('the rules give different weights', async () => {
  const paths = await Promise.all(rules.map(([, make]) => train(make, 1, 10)));
  const distinct = new Set(paths.map(({ losses }) => losses.at(-1)!));
  expect(distinct.size).toBe(rules.length);
});
