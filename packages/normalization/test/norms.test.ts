import { describe, expect, test } from '@jest/globals';
import { channelStatistics, ones, Random, ShapeError, ValueError } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { forwardSequence, Monitor, sequence, SequenceError, stateDict, type Module } from '@spikegrad/nn';
import { BatchRenorm, BNTT, LinearNorm, OSR, presets, TdBN, TEBN, VanillaNorm } from '../src/index.js';
import { kinds, online, steps } from './kinds.js';
import { double, expectClose, list } from './numbers.js';

const classes = Object.entries({ OSR, VanillaNorm, LinearNorm, BatchRenorm });

describe.each(classes)('%s refuses', (name, Norm) => {
  test.each([
    ['no channels', () => new Norm(0), 'at least one channel'],
    ['half a channel', () => new Norm(1.5), 'at least one channel'],
    ['an epsilon of 0', () => new Norm(1, { epsilon: 0 }), 'an epsilon above 0'],
    ['a momentum of 1', () => new Norm(1, { momentum: 1 }), 'a momentum of at least 0 and below 1'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(ValueError);
    expect(make).toThrow(`[${name}] expected ${message}`);
  });

  test('other channels, in training and in evaluation', () => {
    const norm = new Norm(3);
    for (const mode of [true, false]) {
      norm.train(mode);
      const act = () => sequence(norm, 1, () => norm.forward(ones([2, 4])));
      expect(act).toThrow(ShapeError);
      expect(act).toThrow(`[${name}] expected [N, 3, …] but received [2, 4]`);
    }
    expect(() => norm.forward(ones([3]))).toThrow(ShapeError);
  });

  test('to train outside a sequence or for more steps than announced; evaluation needs none', () => {
    const norm = new Norm(2);
    const x = ones([4, 2]);
    expect(() => norm.forward(x)).toThrow(SequenceError);
    expect(() => sequence(norm, 1, () => [norm.forward(x), norm.forward(x)])).toThrow(SequenceError);
    expect(norm.eval().forward(x).shape).toEqual([4, 2]);
  });
});

test('OSR fails for a guard ratio of at most 1', () => {
  expect(() => new OSR(1, { guardRatio: 1 })).toThrow('[OSR] expected a guard ratio above 1, or null');
});

test('the presets are those of the paper and its released code', () => {
  expect(presets.paper).toEqual({
    norm: { guardRatio: null, gammaGradient: 'paper', flush: 'end' },
    neuron: { reset: 'hard' },
  });
  expect(presets.official).toEqual({
    norm: { guardRatio: 20, gammaGradient: 'official', flush: 'lazy' },
    neuron: { reset: 'soft' },
  });
  const [norm, neuron] = [new OSR(4, { ...presets.official.norm, guardRatio: 50 }), new LIF(presets.paper.neuron)];
  expect([norm.guardRatio, norm.flush, norm.gammaGradient, neuron.reset]).toEqual([50, 'lazy', 'official', 'hard']);
});

test.each(Object.entries(online))('%s gives the same step by step and in one call', (_, make) => {
  const frames = new Random(2).normal([steps, 4, 2], { dtype: 'float64' });
  const [stepped, called] = [make(2, { dtype: 'float64' }), make(2, { dtype: 'float64' })];
  for (const mode of [true, false]) {
    const one = sequence(stepped.train(mode), steps, (t) => stepped.forward(frames.select(0, t))).flatMap(list);
    expect(list(forwardSequence(called.train(mode), frames))).toEqual(one);
    const kept = (norm: Module) => norm.namedBuffers().map(({ path, value }) => [path, list(value)]);
    expect(kept(called)).toEqual(kept(stepped));
  }
});

describe.each([
  ['TdBN', () => new TdBN(2)],
  ['TEBN', () => new TEBN(2, { steps })],
])('%s', (name, make) => {
  test('fails in training on a single step, and says why and what to use', () => {
    const norm = make();
    const act = () => sequence(norm, steps, () => norm.forward(ones([4, 2])));
    expect(act).toThrow(SequenceError);
    expect(act).toThrow(
      `[${name}] expected all steps of a training sequence in one call, by whose statistics together it normalises: ` +
        'bptt with a batch that has multiStep but received one step; to learn step by step take OSR, VanillaNorm, BatchRenorm or BNTT',
    );
  });

  test('evaluates the same step by step and in one call', () => {
    const norm = make();
    const frames = new Random(2).normal([steps, 4, 2]);
    forwardSequence(norm, frames); // statistics of its own
    norm.eval();
    const apart = sequence(norm, steps, (t) => norm.forward(frames.select(0, t)));
    expect(list(forwardSequence(norm, frames))).toEqual(apart.flatMap(list));
  });

  test('refuses frames of other channels', () => {
    expect(() => forwardSequence(make(), ones([steps, 4, 3]))).toThrow(`[${name}] expected [T, N, 2, …]`);
  });
});

describe.each([
  ['TEBN', () => new TEBN(2, { steps })],
  ['BNTT', () => new BNTT(2, { steps })],
])('%s', (name, make) => {
  test('trains on its number of steps, and evaluates later steps like the last', () => {
    const norm = make();
    const x = new Random(1).normal([steps + 1, 4, 2]);
    const act = () => forwardSequence(norm, x);
    expect(act).toThrow(ValueError);
    expect(act).toThrow(
      `[${name}] expected training sequences of at most ${steps} steps but received step ${steps + 1}`,
    );
    norm.eval();
    const same = sequence(norm, steps + 1, () => norm.forward(x.select(0, 0))).map(list);
    expect(same[steps]).toEqual(same[steps - 1]);
  });

  test('refuses no steps', () => {
    const act = () => new { TEBN, BNTT }[name as 'TEBN' | 'BNTT'](2, { steps: 0 });
    expect(act).toThrow(`[${name}] expected a whole number of steps, at least 1 but received 0`);
  });
});

test('the state dicts of norms other than OSR', async () => {
  const entries = async (norm: Module) =>
    Object.entries(await stateDict(norm)).map(([path, { shape }]) => [path, ...shape]);
  const usual = [['gamma', 2], ['beta', 2], ['runningMean', 2], ['runningVariance', 2]]; // prettier-ignore
  expect(await entries(new BatchRenorm(2))).toEqual([...usual, ['sequences', 1]]);
  expect(await entries(new TdBN(2))).toEqual(usual);
  expect((await entries(new TEBN(2, { steps }))).sort()).toEqual([...usual, ['scales', steps]].sort());
  const each = [0, 1].flatMap((t) => usual.map(([path, ...shape]) => [`norms.${t}.${path!}`, ...shape]));
  const bntt = new BNTT(2, { steps: 2 });
  expect((await entries(bntt)).sort()).toEqual(each.sort());
  expect(bntt.namedParameters().map(({ path }) => path)).toEqual(['norms.0.gamma', 'norms.1.gamma']);
});

test('batch renormalisation begins as batch norm, and its limits grow over the warm-up', () => {
  // One channel of deviation 4 around 8, far from a running mean of 0 and deviation of 1: both limits are what is seen.
  const x = double([[4], [12]]);
  const epsilon = 1e-12;
  const norm = new BatchRenorm(1, { maxRatio: 3, maxShift: 5, warmUp: 16, momentum: 0, epsilon, dtype: 'float64' });
  const seen = Array.from({ length: 18 }, () => {
    norm.runningMean.replace(double([0]));
    norm.runningVariance.replace(double([1]));
    const [low, high] = list(sequence(norm, 1, () => norm.forward(x))[0]!) as [number, number];
    return { ratio: (high - low) / 2, shift: (high + low) / 2 };
  });
  const opened = (n: number, until: number): number => Math.min(1, Math.max(0, (n + 1 - 2) / (until - 2)));
  expectClose(seen.map(({ ratio }) => ratio), seen.map((_, n) => 1 + 2 * opened(n, 16))); // prettier-ignore
  expectClose(seen.map(({ shift }) => shift), seen.map((_, n) => 5 * opened(n, 10))); // prettier-ignore
  expect(list(norm.sequences)).toEqual([18]);
});

describe('a monitor records both terms of the variance of a sequence', () => {
  const frames = new Random(3).normal([steps, 5, 2, 3], { deviation: 2, dtype: 'float64' });

  test.each(Object.entries(kinds))('from %s', async (_, make) => {
    const norm = make(2, { dtype: 'float64' });
    const monitor = new Monitor(norm);
    forwardSequence(norm, frames, { monitor });
    const { within, between } = (await monitor.read())['']!;
    const each = Array.from({ length: steps }, (_, t) => channelStatistics(frames.select(0, t)));
    const all = channelStatistics(frames.reshape([steps * 5, 2, 3]));
    const expected = each.map(({ variance }) => variance).reduce((a, b) => a.add(b)).div(steps); // prettier-ignore
    expectClose(within!, [list(expected.mean())[0]!]);
    expectClose(between!, [list(all.variance.sub(expected).mean())[0]!]);
  });

  test.each(Object.entries(kinds))('of more than one step, from %s', async (_, make) => {
    const norm = make(2, { dtype: 'float64' });
    const monitor = new Monitor(norm);
    forwardSequence(norm, frames.slice(0, 0, 1), { monitor });
    expect(Object.keys((await monitor.read())[''] ?? {})).not.toContain('between');
  });
});
