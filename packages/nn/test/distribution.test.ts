import { expect, test } from '@jest/globals';
import { cpu, Random, tensor, type Tensor } from '@spikegrad/core';
import fc from 'fast-check';
import { maxSamples } from '../src/sequence/distribution.js';
import { distributionEdges, Monitor, sequence, Temporal, type Distribution } from '../src/index.js';
import { exact } from './toys.js';

/** Shows what it is given. */
class Shower extends Temporal {
  override forward(x: Tensor): Tensor {
    this.nextStep();
    this.sequence.monitor?.recordDistribution(this, 'x', () => x);
    return x;
  }
}

async function distributionsOf(...steps: readonly Tensor[]): Promise<readonly Distribution[]> {
  const model = new Shower();
  const monitor = new Monitor(model, { distributions: true });
  sequence(model, steps.length, (t) => model.forward(steps[t]!), { monitor });
  return (await monitor.readDistributions())['']!['x']!;
}

test('a distribution worked by hand', async () => {
  const [distribution] = await distributionsOf(tensor([-2, 0, 0, 2], exact));
  const { counts, ...figures } = distribution!;
  const root = Math.sqrt(2);
  // z = ±√2, 0, 0: the mean of z⁴ is 2.
  const { kurtosis, ...rest } = figures;
  expect(rest).toEqual({ count: 4, mean: 0, deviation: root, minimum: -2, maximum: 2, skewness: 0, nonFinite: 0 });
  expect(kurtosis).toBeCloseTo(-1, 12);
  // ±2 are √2 = 1.41… deviations off: between 1.25 and 1.5.
  const expected = distributionEdges.map((edge) => (edge === -1.5 ? 1 : edge === 0 ? 2 : edge === 1.25 ? 1 : 0));
  expect(counts).toEqual([0, ...expected]);
});

test('the bins hold what a count on the host finds, whatever the values', async () => {
  const value = fc.float({ noNaN: true, min: -1000, max: 1000 });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 50 }), async (drawn) => {
      const values = drawn.map((each) => each + 0); // no −0, which is another 0 to a test
      const [distribution] = await distributionsOf(tensor(values, exact));
      const { count, mean, deviation, counts, minimum, maximum } = distribution!;
      expect([count, minimum, maximum]).toEqual([values.length, Math.min(...values), Math.max(...values)]);
      expect(counts.reduce((sum, here) => sum + here)).toBe(count);
      if (deviation === 0) return;
      const bounds = [-Infinity, ...distributionEdges.map((edge) => edge * deviation + mean), Infinity];
      expect(counts).toEqual(
        counts.map((_, i) => values.filter((each) => each >= bounds[i]! && each < bounds[i + 1]!).length),
      );
    }),
    { numRuns: 50 },
  );
});

test('equal values are in one bin, at the mean', async () => {
  const [{ counts, deviation, skewness, kurtosis }] = (await distributionsOf(tensor([3, 3, 3], exact))) as [
    Distribution,
  ];
  expect([deviation, skewness, kurtosis]).toEqual([0, 0, 0]);
  expect(counts.indexOf(3)).toBe(distributionEdges.indexOf(0) + 1);
});

test('normal values have neither skewness nor kurtosis, exponential ones 2 and 6', async () => {
  const random = new Random(5);
  const normal = random.normal([2000], exact);
  const exponential = random.uniform([2000], exact).log().neg();
  const [bell, steep] = (await distributionsOf(normal, exponential)) as [Distribution, Distribution];
  expect(Math.abs(bell.skewness)).toBeLessThan(4 * Math.sqrt(6 / 2000));
  expect(Math.abs(bell.kurtosis)).toBeLessThan(4 * Math.sqrt(24 / 2000));
  expect(steep.skewness).toBeGreaterThan(1.5);
  expect(steep.kurtosis).toBeGreaterThan(3);
});

test('the samples of a large tensor do not align with any of its axes', async () => {
  // A ramp along each axis of a layer: samples that miss a part of an axis have another mean or deviation.
  const shape = [16, 8, 32, 32];
  const ramps = shape.map((length, axis) => {
    const place = Float64Array.from({ length }, (_, i) => (i + 0.5) / length);
    return tensor([...place], exact).reshape(shape.map((_, i) => (i === axis ? length : 1))).expand(shape); // prettier-ignore
  });
  for (const [axis, { count, mean, deviation }] of (await distributionsOf(...ramps)).entries()) {
    expect(count).toBe(maxSamples);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(deviation).toBeCloseTo(Math.sqrt((1 - 1 / shape[axis]! ** 2) / 12), 1);
  }
});

test('each step has its own, and values that are not finite are counted', async () => {
  const steps = await distributionsOf(tensor([1, 2], exact), tensor([NaN, 1], exact), tensor([5, 7], exact));
  expect(steps.map(({ mean }) => mean)).toEqual([1.5, 1, 6]);
  expect(steps.map(({ nonFinite }) => nonFinite)).toEqual([0, 1, 0]);
});

test('nothing is computed without the option, and nothing is left after reading', async () => {
  const backend = cpu();
  const model = new Shower();
  const x = new Random(1).normal([maxSamples + 1], { backend });
  const { tensors } = backend.memory();
  const plain = new Monitor(model);
  sequence(model, 3, () => model.forward(x), { monitor: plain });
  expect(backend.memory().tensors).toBe(tensors);
  expect(await plain.readDistributions()).toEqual({});
  const monitor = new Monitor(model, { distributions: true });
  sequence(model, 3, () => model.forward(x), { monitor });
  expect(backend.memory().tensors).toBe(tensors + 3);
  expect((await monitor.readDistributions())['']!['x']).toHaveLength(3);
  expect(backend.memory().tensors).toBe(tensors);
});

test('NaN and infinite values are counted by themselves; bins and figures are of the others', async () => {
  const values = [-2, NaN, 0, Infinity, 0, -Infinity, 2, NaN];
  const [mixed, plain] = await distributionsOf(tensor(values, exact), tensor([-2, 0, 0, 2], exact));
  expect(mixed).toEqual({ ...plain, nonFinite: 4 });
  const [none] = await distributionsOf(tensor([NaN, NaN], exact));
  expect(none).toMatchObject({ count: 0, nonFinite: 2, mean: NaN, deviation: NaN });
  expect(none!.counts.every((here) => here === 0)).toBe(true);
});

test('a value just below an edge is in the bin below it', async () => {
  const [{ counts, mean }] = (await distributionsOf(tensor([-1, 1, -1e-20], exact))) as [Distribution];
  expect(mean).toBeGreaterThan(-1e-20);
  const below = distributionEdges.indexOf(0);
  expect(counts.slice(below, below + 2)).toEqual([1, 0]);
});

test('values far beyond the edges are in the first and the last bin', async () => {
  const values = [-100, ...new Array<number>(98).fill(0), 100]; // seven deviations off
  const [{ counts }] = (await distributionsOf(tensor(values, exact))) as [Distribution];
  expect(counts).toHaveLength(distributionEdges.length + 1);
  expect([counts[0], counts[distributionEdges.indexOf(0) + 1], counts.at(-1)]).toEqual([1, 98, 1]);
});
