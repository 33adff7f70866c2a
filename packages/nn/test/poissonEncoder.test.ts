import { describe, expect, test } from '@jest/globals';
import { full, Random, tensor } from '@spikegrad/core';
import { resumeState, forwardSequence, loadResumeState, PoissonEncoder, sequence, Sequential } from '../src/index.js';
import { list } from './toys.js';

const encoder = (seed = 1): PoissonEncoder => new PoissonEncoder({ random: new Random(seed) });

describe('Poisson spikes', () => {
  test('have the probability of the input: never at 0 and below, always at 1 and above', () => {
    const count = 4000;
    const x = tensor([-1, 0, 0.25, 0.7, 1, 3]);
    const each = encoder();
    const frames = sequence(each, count, () => each.forward(x)).map(list);
    const rates = [...list(x)].map((_, i) => frames.reduce((sum, frame) => sum + frame[i]!, 0) / count);
    expect([rates[0], rates[1], rates[4], rates[5]]).toEqual([0, 0, 1, 1]);
    for (const [i, p] of [[2, 0.25], [3, 0.7]] as const) expect(Math.abs(rates[i]! - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / count)); // prettier-ignore
    expect(new Set(frames.flat())).toEqual(new Set([0, 1]));
  });

  test('are drawn at every step and for every value', () => {
    const x = full([64], 0.5);
    const each = encoder();
    const [first, second] = sequence(each, 2, () => each.forward(x)).map(list);
    expect(first).not.toEqual(second);
    expect(new Set(first)).toEqual(new Set([0, 1]));
  });

  test('are the same step by step and in one call, and the same for the same seed', () => {
    const x = full([3, 4, 5], 0.5);
    const [one, other] = [encoder(), encoder()];
    const called = list(forwardSequence(one, x));
    expect(sequence(other, 3, (t) => other.forward(x.select(0, t))).flatMap(list)).toEqual(called);
    expect(list(forwardSequence(encoder(2), x))).not.toEqual(called);
  });

  test('continue after a restart', async () => {
    const x = full([100], 0.5);
    const [whole, resumed] = [new Sequential(encoder()), new Sequential(encoder())];
    whole.forward(x);
    loadResumeState(resumed, await resumeState(whole));
    expect(list(resumed.forward(x))).toEqual(list(whole.forward(x)));
  });

  test('have no gradient', () => {
    expect(encoder().forward(full([3], 0.5, { requiresGrad: true })).requiresGrad).toBe(false);
  });
});
