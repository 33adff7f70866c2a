import { describe, expect, test } from '@jest/globals';
import { channelStatistics, concat, noGrad, type Tensor } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { resumeState, loadResumeState, loadStateDict, sequence, stateDict } from '@spikegrad/nn';
import fc from 'fast-check';
import { LinearNorm, OSR, VanillaNorm, type RunningNorm, type RunningNormOptions } from '../src/index.js';
import { double, expectClose, hasSeveral, list, single } from './numbers.js';

const dtype = 'float64';
const kinds = { OSR, VanillaNorm, LinearNorm };
const size = (max: number) => fc.integer({ min: 1, max });

/** Frames of one sequence, `[N, C]` or `[N, C, H, W]`. */
const sequences = fc
  .tuple(fc.oneof(fc.tuple(size(4), size(3)), fc.tuple(size(3), size(2), size(3), size(3))), size(5))
  .filter(([shape]) => hasSeveral(shape))
  .chain(([shape, steps]) => fc.tuple(...Array.from({ length: steps }, () => arbitraries.tensorOf(shape))));

const run = (norm: RunningNorm, frames: readonly Tensor[]) =>
  sequence(norm, frames.length, (t) => norm.forward(frames[t]!));

/** Two channels over four samples, worked by hand: means 2 and 0, variances 2.5 and 1 at the first step. */
const [early, late] = [
  double([
    [0, 1],
    [1, -1],
    [3, 1],
    [4, -1],
  ]),
  double([
    [4, 3],
    [4, 3],
    [4, 3],
    [4, 3],
  ]),
];

describe('the statistics of a sequence', () => {
  test.each([OSR, LinearNorm])('are those of all its steps together: %p', (Norm) => {
    fc.assert(
      fc.property(sequences, fc.double({ min: 0, max: 0.99, noNaN: true }), (frames, momentum) => {
        const norm = new Norm(frames[0]!.shape[1]!, { momentum, dtype });
        run(norm, frames);
        const all = channelStatistics(concat(frames));
        expectClose(norm.runningMean, list(all.mean.mul(1 - momentum)));
        expectClose(norm.runningVariance, list(all.variance.mul(1 - momentum).add(momentum)));
      }),
    );
  });

  test('of vanilla batch norm are the mean of those of its steps', () => {
    fc.assert(
      fc.property(sequences, (frames) => {
        const norm = new VanillaNorm(frames[0]!.shape[1]!, { momentum: 0, dtype });
        run(norm, frames);
        const each = frames.map((frame) => channelStatistics(frame));
        const average = (xs: readonly Tensor[]) => xs.reduce((a, b) => a.add(b)).div(xs.length);
        expectClose(norm.runningMean, average(each.map(({ mean }) => mean)));
        expectClose(norm.runningVariance, average(each.map(({ variance }) => variance)));
      }),
    );
  });

  test('of vanilla batch norm at every step are PyTorch’s running average, with a similar total update per sequence', () => {
    fc.assert(
      fc.property(sequences, fc.double({ min: 0, max: 0.99, noNaN: true }), (frames, momentum) => {
        const norm = new VanillaNorm(frames[0]!.shape[1]!, { momentum, averaging: 'step', dtype });
        run(norm, frames);
        const kept = 1 - (1 - momentum) / frames.length;
        const average = (start: number, values: readonly (readonly number[])[]): readonly number[] =>
          values[0]!.map((_, i) => values.reduce((old, now) => kept * old + (1 - kept) * now[i]!, start));
        const each = frames.map((frame) => channelStatistics(frame));
        expectClose(norm.runningMean, [...average(0, each.map(({ mean }) => list(mean)))]); // prettier-ignore
        expectClose(norm.runningVariance, [...average(1, each.map(({ variance }) => list(variance)))]); // prettier-ignore
      }),
    );
  });

  test('by hand: the variance of means over time counts for OSR and not for vanilla batch norm', () => {
    const after = (norm: RunningNorm) => {
      run(norm, [early, late]);
      return [...list(norm.runningMean), ...list(norm.runningVariance)];
    };
    const options: RunningNormOptions = { momentum: 0.5, dtype };
    expectClose(after(new OSR(2, options)), [1.5, 0.75, 1.625, 1.875]); // σ²: 1.25 + 1 and 0.5 + 2.25, halfway from 1
    expectClose(after(new VanillaNorm(2, options)), [1.5, 0.75, 1.125, 0.75]);
  });

  test('update the running ones', () => {
    const norm = new OSR(2, { momentum: 0.9, dtype });
    run(norm, [early]);
    run(norm, [early]);
    expectClose(norm.runningMean, [0.38, 0]); // 0.9 · 0.2 + 0.1 · 2
    expectClose(norm.runningVariance, [1.285, 1]);
  });

  test('never have a negative variance in float32, for a constant channel at any distance from 0', () => {
    const norm = new OSR(1, { momentum: 0, guardRatio: null });
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), size(7), (level, steps) => {
        run(norm, Array.from({ length: steps }, () => double([[level], [level]])).map(single));
        expect(list(norm.runningVariance)[0]).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe.each(Object.entries(kinds))('%s', (_, Norm) => {
  const make = (options: RunningNormOptions = {}) => new Norm(2, { dtype, ...options });
  const snapshot = (norm: RunningNorm) => [...list(norm.runningMean), ...list(norm.runningVariance)];

  test('keeps γ, β and both running statistics in the state dict, and nothing else', async () => {
    const norm = make();
    sequence(norm, 2, () => norm.forward(early));
    const entries = Object.entries(await stateDict(norm));
    expect(entries.map(([path, { shape }]) => [path, shape])).toEqual([
      ['gamma', [2]],
      ['beta', [2]],
      ['runningMean', [2]],
      ['runningVariance', [2]],
    ]);
  });

  test('collects nothing in evaluation, inside a sequence or outside', () => {
    const norm = make().eval();
    const before = snapshot(norm);
    norm.forward(early);
    run(norm, [early, late]);
    run(norm.train().eval(), [early]);
    expect(snapshot(norm)).toEqual(before);
  });

  test('collects statistics in steps without a backward pass', () => {
    const [one, other] = [make(), make()];
    sequence(one, 2, (t) => noGrad(() => one.forward([early, late][t]!)));
    run(other, [early, late]);
    expect(snapshot(one)).toEqual(snapshot(other));
  });

  test('does not change when a step throws, and the next sequence is not affected', () => {
    const [norm, other] = [make(), make()];
    const broken = () =>
      sequence(norm, 2, (t) => {
        norm.forward(late);
        if (t === 1) throw new RangeError('broken');
      });
    expect(broken).toThrow('broken');
    expect(snapshot(norm)).toEqual([0, 0, 1, 1]);
    [norm, other].forEach((each) => run(each, [early]));
    expect(snapshot(norm)).toEqual(snapshot(other));
  });

  test('divides by the steps that ran, not by those announced', () => {
    const [seldom, always] = [make(), make()];
    sequence(seldom, 4, (t) => (t % 2 === 0 ? seldom.forward(t === 0 ? early : late) : null));
    run(always, [early, late]);
    expect(snapshot(seldom)).toEqual(snapshot(always));
  });

  test('does not change in a sequence that does not use it', () => {
    const norm = make();
    sequence(norm, 3, () => null);
    expect(snapshot(norm)).toEqual([0, 0, 1, 1]);
  });

  test('with lazy flush, updates when the next training sequence begins: evaluation lacks the last batch', () => {
    const [lazy, prompt] = [make({ flush: 'lazy' }), make()];
    run(lazy, [early]);
    expect(snapshot(lazy)).toEqual([0, 0, 1, 1]);
    run(lazy.eval(), [late]);
    expect(snapshot(lazy)).toEqual([0, 0, 1, 1]);
    run(prompt, [early]);
    sequence(lazy.train(), 1, () => {
      expect(snapshot(lazy)).toEqual(snapshot(prompt)); // already at the first step
      lazy.forward(late);
    });
    expect(snapshot(lazy)).toEqual(snapshot(prompt));
  });

  test('drops a pending update when other statistics are loaded', async () => {
    const lazy = make({ flush: 'lazy' });
    const saved = await stateDict(lazy);
    run(lazy, [late]);
    loadStateDict(lazy, saved);
    run(lazy, [late]);
    expect(snapshot(lazy)).toEqual([0, 0, 1, 1]);
  });

  test('a pending update can be loaded into another norm', async () => {
    const [lazy, resumed] = [make({ flush: 'lazy' }), make({ flush: 'lazy' })];
    run(lazy, [early]);
    const [saved, carried] = [await stateDict(lazy), await resumeState(lazy)];
    expect(Object.keys(carried.pending)).toEqual(['nextMean', 'nextVariance']);
    loadStateDict(resumed, saved);
    loadResumeState(resumed, carried);
    for (const norm of [lazy, resumed]) run(norm, [late]);
    expect(snapshot(resumed)).toEqual(snapshot(lazy));
    expect(snapshot(resumed)).not.toEqual([0, 0, 1, 1]);
  });
});
