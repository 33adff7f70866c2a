import { describe, expect, test } from '@jest/globals';
import { concat, memory, ones, scope } from '@spikegrad/core';
import { forwardSequence, Monitor, sequence } from '@spikegrad/nn';
import fc from 'fast-check';
import { AdaptiveLIF, IF, LIF, ParametricLIF, sigmoid, type Neuron, type NeuronOptions } from '../src/index.js';
import { double, list } from './double.js';
import { course, slopeOf } from './oracle.js';

const dtype = 'float64';
const slope = slopeOf(sigmoid());

interface Subject {
  readonly make: (options?: NeuronOptions) => Neuron;
  readonly leak: number;
  readonly adaptation?: { readonly step: number; readonly leak: number };
}

const neurons: Readonly<Record<string, Subject>> = {
  LIF: { make: (options) => new LIF({ tau: 4, ...options }), leak: 0.75 },
  IF: { make: (options) => new IF(options), leak: 1 },
  ParametricLIF: { make: (options) => new ParametricLIF({ tau: 4, dtype, ...options }), leak: 0.75 },
  AdaptiveLIF: {
    make: (options) => new AdaptiveLIF({ tau: 4, adaptation: 0.3, adaptationTau: 5, ...options }),
    leak: 0.75,
    adaptation: { step: 0.3, leak: 0.8 },
  },
};

const currents = (steps: number) =>
  fc.array(fc.double({ min: -2, max: 3, noNaN: true }), { minLength: steps, maxLength: steps });
const runs = fc.integer({ min: 1, max: 6 }).chain((steps) =>
  fc.record({
    xs: currents(steps),
    weights: currents(steps),
    reset: fc.constantFrom('hard', 'soft' as const),
    threshold: fc.constantFrom(0.5, 1),
    throughTime: fc.boolean(),
  }),
);

/** Neurons whose membrane is this close to the threshold may fire or not, depending on rounding. */
const clear = (xs: readonly number[], setting: Parameters<typeof course>[3]): boolean => {
  const spikes = (by: number) => course(xs, xs, () => 1, { ...setting, threshold: setting.threshold + by }).spikes;
  return String(spikes(-1e-9)) === String(spikes(1e-9));
};

describe.each(Object.entries(neurons))('%s', (_, { make, leak, adaptation }) => {
  test('fires and learns by its equations, step by step and through time', () => {
    fc.assert(
      fc.property(runs, ({ xs, weights, reset, threshold, throughTime }) => {
        const setting = { leak, reset, threshold, throughTime, ...(adaptation && { adaptation }) };
        fc.pre(clear(xs, setting));
        const neuron = make({ reset, threshold });
        const inputs = xs.map((x) => double([x], true));
        const spikes = sequence(
          neuron,
          xs.length,
          (t) => {
            const spike = neuron.forward(inputs[t]!);
            if (!throughTime) spike.mul(weights[t]!).sum().backward();
            return spike;
          },
          { throughTime },
        );
        if (throughTime) concat(spikes).mul(double(weights)).sum().backward();
        const expected = course(xs, weights, slope, setting);
        expect(spikes.flatMap(list)).toEqual(expected.spikes);
        inputs.forEach((x, t) => expect(list(x.grad)[0]).toBeCloseTo(expected.inputs[t]!, 10));
        if (!(neuron instanceof ParametricLIF)) return;
        const [w] = list(neuron.weight);
        const dLeak = -1 / (2 + Math.exp(w!) + Math.exp(-w!)); // λ = σ(−w)
        // At the first step nothing is left over, so no gradient reaches w.
        const received = neuron.weight.grad ? list(neuron.weight.grad)[0] : 0;
        expect(received).toBeCloseTo(expected.leak * dLeak, 10);
      }),
    );
  });

  test('gives the same values and gradients step by step and in one call', () => {
    const xs = double([[[0.4, 1.2, -0.3]], [[0.9, 0.6, 1.4]], [[0.2, 1.9, 0.1]], [[0.8, -0.5, 1.1]]]);
    const weights = double([[[1, 2, 3]], [[-1, 0.5, 2]], [[4, 1, -2]], [[0.3, 2, 1]]]);
    const [one, other] = [make({ reset: 'hard' }), make({ reset: 'hard' })];
    const [x, y] = [xs.detach(), xs.detach()];
    x.requiresGrad = y.requiresGrad = true;
    const called = forwardSequence(one, x);
    called.mul(weights).sum().backward();
    const stepped = sequence(other, 4, (t) => other.forward(y.select(0, t)), { throughTime: true });
    concat(stepped).reshape([4, 1, 3]).mul(weights).sum().backward();
    expect(stepped.flatMap(list)).toEqual(list(called));
    list(y.grad).forEach((each, i) => expect(each).toBeCloseTo(list(x.grad)[i]!, 12));
    const [mine, theirs] = [one, other].map((each) => each.parameters().flatMap(({ grad }) => list(grad)));
    mine!.forEach((each, i) => expect(each).toBeCloseTo(theirs![i]!, 12));
  });

  test('begins every sequence at rest', () => {
    const neuron = make();
    const run = () => sequence(neuron, 3, () => neuron.forward(double([0.6, 0.9]))).flatMap(list);
    expect(run()).toEqual(run());
  });

  test.each([false, true])('frees all its memory when the sequence ends, through time: %s', (throughTime) => {
    const neuron = make({ threshold: 0.5 });
    const x = ones([8, 4], { dtype, requiresGrad: true });
    const run = () =>
      scope(() => {
        const spikes = sequence(neuron, 5, () => neuron.forward(x).sum(), { throughTime });
        if (throughTime) spikes[4]!.backward();
      });
    run();
    const before = memory().bytes;
    for (let i = 0; i < 5; i++) run();
    expect(memory().bytes).toBe(before);
    for (const { value } of neuron.states()) expect(value).toBeNull();
  });
});

test('a monitor records the firing rate and the threshold of every step', async () => {
  const neuron = new LIF({ threshold: 0.75 });
  const monitor = new Monitor(neuron);
  sequence(neuron, 2, (t) => neuron.forward(double([[t, 1, 0, 0]])), { monitor });
  expect(await monitor.read()).toEqual({ '': { rate: [0.25, 0.5], threshold: [0.75, 0.75] } });
});

test('the leak of LIF is 1 − 1/τ, and τ = 1 forgets everything', () => {
  expect([1, 2, 4, Infinity].map((tau) => new LIF({ tau }).leakOf())).toEqual([0, 0.5, 0.75, 1]);
});

test('ParametricLIF begins with the leak of its τ and saves one number', () => {
  const neuron = new ParametricLIF({ tau: 3, dtype });
  expect(list(neuron.leakOf())[0]).toBeCloseTo(2 / 3, 12);
  expect(neuron.namedParameters().map(({ path, value }) => [path, value.shape])).toEqual([['weight', []]]);
});

test('a monitor of distributions gets the membrane before reset', async () => {
  const neuron = new LIF({ threshold: 0.75, reset: 'hard' });
  const monitor = new Monitor(neuron, { distributions: true });
  sequence(neuron, 2, () => neuron.forward(double([[0, 0.5, 1, 2.5]])), { monitor });
  const steps = (await monitor.readDistributions())['']!['membrane']!;
  expect(steps.map(({ mean, minimum: least, maximum: most }) => [mean, least, most])).toEqual([
    [1, 0, 2.5],
    [1 + 0.5 / 2 / 4, 0, 2.5], // half of 0.5 is left; 1 and 2.5 had fired
  ]);
});
