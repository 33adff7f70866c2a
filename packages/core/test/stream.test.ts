import { describe, expect, test } from '@jest/globals';
import { Random } from '@spikegrad/core';
import { readGolden } from './golden.js';
import { read } from './read.js';

interface Stream {
  readonly uniform: readonly number[];
  readonly beyond: number;
  readonly normal: readonly number[];
  readonly permutation: readonly number[];
  readonly named: number;
  readonly unnamed: readonly number[];
}

const golden = readGolden<Stream>('./golden/stream.json', import.meta.url);

describe('a stream equals that of another implementation, to the last bit:', () => {
  test('uniform draws, of 53 random bits', () => {
    const random = new Random(1);
    expect(golden.uniform.map(() => random.next())).toEqual(golden.uniform);
    expect(read(new Random(1).uniform([4], { dtype: 'float64' }))).toEqual(golden.uniform);
    expect(read(new Random(1).uniform([4]))).toEqual(golden.uniform.map(Math.fround));
  });

  test('a draw of the greatest seed, beyond 2³² draws', () => {
    expect(new Random(2 ** 32 - 1, 7, 2 ** 32 + 3).next()).toBe(golden.beyond);
  });

  test('whole numbers, from 0 to below the limit', () => {
    const random = new Random(1);
    expect(golden.uniform.map(() => random.integer(10))).toEqual(golden.uniform.map((value) => Math.floor(10 * value)));
  });

  test('ones where a draw is below their probability', () => {
    const expected = golden.uniform.map((value) => Number(value < 0.5));
    expect(read(new Random(1).bernoulli(0.5, [4]))).toEqual(expected);
  });

  test('a permutation', () => expect([...new Random(1).permutation(8)]).toEqual(golden.permutation));

  test('the streams of children', () => {
    const random = new Random(1, 3);
    expect(random.split('weights').stream).toBe(golden.named);
    expect([random.split().stream, random.split().stream]).toEqual(golden.unnamed);
  });
});

test('normal draws equal those of another implementation, except for the last digits of its logarithm and cosine', () => {
  const random = new Random(1);
  for (const expected of golden.normal) expect(random.nextNormal()).toBeCloseTo(expected, 14);
});
