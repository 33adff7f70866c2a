import { describe, expect, test } from '@jest/globals';
import { Random, ShapeError, ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { read } from './read.js';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const count = 40_000;
const double = { dtype: 'float64' } as const;

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return { mean, variance: values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length };
}

describe('draws have the moments of their distribution, within five deviations:', () => {
  test('uniform', () => {
    const values = read(new Random(1).uniform([count], { low: -1, high: 3, ...double }));
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - 1)).toBeLessThan((5 * 4) / Math.sqrt(12 * count));
    expect(Math.abs(variance - 16 / 12)).toBeLessThan((5 * 16 * Math.sqrt(1 / 180)) / Math.sqrt(count));
    expect(values.every((value) => value >= -1 && value < 3)).toBe(true);
  });

  test('normal', () => {
    const values = read(new Random(2).normal([count], { mean: 1, deviation: 2, ...double }));
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - 1)).toBeLessThan((5 * 2) / Math.sqrt(count));
    expect(Math.abs(variance - 4)).toBeLessThan((5 * 4 * Math.SQRT2) / Math.sqrt(count));
    const within = values.filter((value) => Math.abs(value - 1) < 2).length / count;
    expect(Math.abs(within - 0.6827)).toBeLessThan(0.012);
  });

  test('bernoulli', () => {
    const values = read(new Random(3).bernoulli(0.3, [count]));
    expect(values.every((value) => value === 0 || value === 1)).toBe(true);
    expect(Math.abs(moments(values).mean - 0.3)).toBeLessThan((5 * Math.sqrt(0.21)) / Math.sqrt(count));
    expect(read(new Random(3).bernoulli(1, [9]).add(new Random(3).bernoulli(0, [9])))).toEqual(new Array(9).fill(1));
  });

  test('integer', () => {
    const random = new Random(4);
    const seen = [0, 0, 0];
    for (let i = 0; i < 3000; i++) seen[random.integer(3)]!++;
    seen.forEach((times) => expect(Math.abs(times - 1000)).toBeLessThan(5 * Math.sqrt(3000 * (2 / 9))));
  });
});

describe('a generator', () => {
  // The two words of Threefry-2x32-20 by a loop in Python (the first row: Random123's known answer), 27 bits of one and 26 of the other.
  test.each([
    [0, 0, 0, (BigInt(0x6b200159) >> 5n) * 2n ** 26n + (BigInt(0x99ba4efe) >> 6n)],
    [1, 0, 0, 6340561407290526n],
    [1, 0, 1, 519850169865118n],
    [1, 0, 2, 91109845942100n],
    [7, 3, 0, 7819949696279794n],
    [2 ** 32 - 1, 5, 2 ** 32 + 1, 2090156927956953n],
  ])('of seed %i, stream %i and index %i draws these 53 bits', (seed, stream, index, bits) => {
    expect(BigInt(new Random(seed, stream, index).next() * 2 ** 53)).toBe(bits);
  });

  test('resumed from a saved state continues bit for bit', () => {
    fc.assert(
      fc.property(seeds, seeds, fc.nat(20), (seed, stream, before) => {
        const random = new Random(seed, stream);
        for (let i = 0; i < before; i++) random.next();
        const { state } = random;
        const expected = [random.next(), random.nextNormal(), ...random.permutation(5), ...read(random.normal([3]))];
        const resumed = Random.from(JSON.parse(JSON.stringify(state)) as typeof state);
        const again = [resumed.next(), resumed.nextNormal(), ...resumed.permutation(5), ...read(resumed.normal([3]))];
        expect(again).toEqual(expected);
        random.seek(state);
        expect(random.next()).toBe(expected[0]);
      }),
    );
  });

  test('draws the same numbers one by one and into a tensor', () => {
    const [one, all] = [new Random(5), new Random(5)];
    expect(read(all.uniform([2, 3], double))).toEqual(Array.from({ length: 6 }, () => one.next()));
  });

  test('continues beyond 2³² draws', () => {
    const random = new Random(6, 0, 2 ** 32 - 1);
    const [last, next] = [random.next(), random.next()];
    expect(next).not.toBe(new Random(6, 0, 0).next());
    expect(last).not.toBe(next);
  });

  test('gives a permutation with every number once', () => {
    fc.assert(
      fc.property(seeds, fc.nat(60), (seed, size) => {
        const order = [...new Random(seed).permutation(size)];
        expect(order.toSorted((a, b) => a - b)).toEqual(order.map((_, index) => index));
      }),
    );
  });

  test('gives all permutations of three equally often', () => {
    const random = new Random(7);
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const key = random.permutation(3).join();
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const times of seen.values()) expect(Math.abs(times - 1000)).toBeLessThan(5 * Math.sqrt(6000 * (5 / 36)));
  });
});

describe('streams', () => {
  const correlation = (a: Random, b: Random): number => {
    let total = 0;
    for (let i = 0; i < count; i++) total += (a.next() - 0.5) * (b.next() - 0.5) * 12;
    return Math.abs(total / count);
  };

  test('of one seed, of neighbouring seeds, and parent and child are uncorrelated', () => {
    const limit = 5 / Math.sqrt(count);
    expect(correlation(new Random(1, 0), new Random(1, 1))).toBeLessThan(limit);
    expect(correlation(new Random(1, 0), new Random(2, 0))).toBeLessThan(limit);
    expect(correlation(new Random(1), new Random(1).split('child'))).toBeLessThan(limit);
  });

  test('split by name depend on the name only, without a name on the number of earlier splits', () => {
    const random = new Random(8);
    const named = random.split('weights').next();
    random.next();
    expect(random.split('weights').next()).toBe(named);
    expect(random.split('bias').next()).not.toBe(named);
    expect(random.split().next()).not.toBe(random.split().next());
  });
});

describe('refused:', () => {
  test.each([[-1, 0], [0.5, 0], [2 ** 32, 0], [0, NaN]])('seed %p with stream %p', (seed, stream) => {
    expect(() => new Random(seed, stream)).toThrow(ValueError);
  }); // prettier-ignore

  test('a state of another stream, a probability above 1, a shape with fractions', () => {
    const random = new Random(1);
    expect(() => random.seek({ seed: 1, stream: 1, index: 0 })).toThrow(ValueError);
    expect(() => random.bernoulli(1.5, [1])).toThrow(ValueError);
    expect(() => random.uniform([0.5])).toThrow(ShapeError);
  });
});
