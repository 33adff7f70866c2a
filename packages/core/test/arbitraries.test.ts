import { describe, expect, test } from '@jest/globals';
import { conv2d, ones, type Tensor } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import fc from 'fast-check';
import { read } from './read.js';

const { shape, broadcastable, tensorOf, convGeometry } = arbitraries;

/** 500 draws, the same in every run. */
const draws = <T>(arbitrary: fc.Arbitrary<T>): readonly T[] => fc.sample(arbitrary, { numRuns: 500, seed: 1 });

const reached = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b);

describe('shapes', () => {
  test('have 0 to 3 axes of 1 to 5, and ones more often than others', () => {
    const shapes = draws(shape());
    expect(reached(shapes.map(({ length }) => length))).toEqual([0, 1, 2, 3]);
    expect(reached(shapes.flat())).toEqual([1, 2, 3, 4, 5]);
    const isOne = shapes.flat().filter((length) => length === 1).length / shapes.flat().length;
    expect(isOne).toBeGreaterThan(0.25);
    expect(isOne).toBeLessThan(0.6);
  });

  test('keep to given limits, and may have axes of length 0', () => {
    const shapes = draws(shape({ minRank: 2, maxRank: 4, maxLength: 2, zero: true }));
    expect(reached(shapes.map(({ length }) => length))).toEqual([2, 3, 4]);
    expect(reached(shapes.flat())).toEqual([0, 1, 2]);
  });
});

test('two shapes broadcast to the given result, and either may have fewer axes or axes of length 1', () => {
  const pairs = draws(broadcastable({ minRank: 1 }));
  for (const { a, b, both } of pairs) expect(ones(a).add(ones(b)).shape).toEqual(both);
  const share = (holds: (pair: (typeof pairs)[number]) => boolean): number => pairs.filter(holds).length / pairs.length;
  const narrow = (own: readonly number[], both: readonly number[]): boolean =>
    own.length < both.length || own.some((length, axis) => length !== both[axis]);
  expect(share(({ a, both }) => narrow(a, both))).toBeGreaterThan(0.2);
  expect(share(({ b, both }) => narrow(b, both))).toBeGreaterThan(0.2);
  expect(share(({ a, b, both }) => narrow(a, both) && narrow(b, both))).toBeGreaterThan(0.02);
  expect(share(({ a, b }) => a.length < b.length)).toBeGreaterThan(0.1);
  expect(share(({ a, b }) => a.length > b.length)).toBeGreaterThan(0.1);
  expect(share(({ a, b, both }) => !narrow(a, both) && !narrow(b, both))).toBeLessThan(0.5);
});

describe('values', () => {
  const magnitudes = (x: Tensor): readonly number[] => read(x).map(Math.abs);

  test('are doubles of both signs, not near 0 and not near each other', () => {
    const tensors = draws(tensorOf([2, 10]));
    for (const x of tensors) {
      expect([x.shape, x.dtype]).toEqual([[2, 10], 'float64']);
      const sorted = magnitudes(x).toSorted((a, b) => a - b);
      expect(sorted[0]).toBeGreaterThanOrEqual(0.2);
      expect(sorted.at(-1)).toBeLessThan(2);
      expect(Math.min(...sorted.slice(1).map((value, i) => value - sorted[i]!))).toBeGreaterThan(0.75 * (1.8 / 20));
    }
    const all = tensors.flatMap((x) => read(x));
    expect(Math.min(...all.map(Math.abs))).toBeLessThan(0.21);
    expect(Math.max(...all.map(Math.abs))).toBeGreaterThan(1.9);
    const negative = all.filter((value) => value < 0).length / all.length;
    expect(Math.abs(negative - 0.5)).toBeLessThan(0.05);
    // Any place may hold the largest.
    expect(reached(tensors.map((x) => magnitudes(x).indexOf(Math.max(...magnitudes(x)))))).toHaveLength(20);
  });

  test('keep to given limits, and may be positive only', () => {
    const all = draws(tensorOf([3], { from: 5, to: 8, positive: true })).flatMap((x) => read(x));
    expect(Math.min(...all)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...all)).toBeLessThan(8);
    expect(new Set(all).size).toBeGreaterThan(100); // each draw moves them a little
  });
});

test('convolutions fit into their padded inputs and cover every option, with equal and different values for height and width', () => {
  const geometries = draws(convGeometry());
  for (const { x, w, ...window } of geometries) {
    const y = conv2d(ones(x), ones(w), null, window);
    expect(Math.min(...y.shape)).toBeGreaterThan(0);
  }
  const each = (of: (geometry: (typeof geometries)[number]) => number): readonly number[] =>
    reached(geometries.map(of));
  for (const axis of [0, 1] as const) {
    expect(each(({ stride }) => stride[axis])).toEqual([1, 2, 3]);
    expect(each(({ padding }) => padding[axis])).toEqual([0, 1, 2]);
    expect(each(({ dilation }) => dilation[axis])).toEqual([1, 2]);
    expect(each(({ w }) => w[axis + 2]!)).toEqual([1, 2, 3]);
    // The smallest input that the window fits into, and up to three more.
    const least = ({ w, padding, dilation }: (typeof geometries)[number]): number =>
      Math.max(1, dilation[axis] * (w[axis + 2]! - 1) + 1 - 2 * padding[axis]);
    expect(each((geometry) => geometry.x[axis + 2]! - least(geometry))).toEqual([0, 1, 2, 3]);
  }
  expect(each(({ groups }) => groups)).toEqual([1, 2, 3]);
  expect(each(({ x }) => x[0])).toEqual([1, 2]);
  expect(each(({ x, groups }) => x[1] / groups)).toEqual([1, 2]);
  expect(each(({ w, groups }) => w[0] / groups)).toEqual([1, 2]);
  expect(geometries.every(({ w, x, groups }) => w[1] * groups === x[1])).toBe(true);
});
