import { describe, expect, test } from '@jest/globals';
import {
  concat,
  flip,
  pad,
  select,
  ShapeError,
  slice,
  stack,
  transpose,
  zeros,
  type Shape,
  type Tensor,
} from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { doubles, read } from './read.js';

const { shape, tensorOf } = arbitraries;
const some = { minRank: 1, maxRank: 3, maxLength: 4 };
const axesOf = (x: Shape): number[] => x.map((_, axis) => axis);

/** A tensor and the arguments of an operation that moves its values. */
const withOptions = <T>(options: (of: Shape) => fc.Arbitrary<T>): fc.Arbitrary<[Tensor, T]> =>
  shape(some).chain((of) => fc.tuple(tensorOf(of), options(of)));

const square = (x: Tensor): Tensor => x.mul(x);

const check = <T>(cases: fc.Arbitrary<[Tensor, T]>, move: (x: Tensor, option: T) => Tensor): void =>
  fc.assert(fc.property(cases, ([x, option]) => checkGradient((t) => square(move(t, option)), [x], { order: 2 })));

describe('differentiating once and twice agrees with central differences:', () => {
  test('permute', () => {
    check(
      withOptions((of) => fc.shuffledSubarray(axesOf(of), { minLength: of.length })),
      (x, order) => x.permute(order),
    );
  });

  test('slice', () => {
    const boxes = withOptions((of) =>
      fc
        .nat(of.length - 1)
        .chain((axis) =>
          fc
            .tuple(fc.constant(axis), fc.nat(of[axis]!), fc.nat(of[axis]!))
            .map(([a, i, j]) => [a, Math.min(i, j), Math.max(i, j)]),
        ),
    );
    check(boxes, (x, [axis, begin, end]) => slice(x, axis!, begin!, end!));
  });

  test('pad', () => {
    const widths = withOptions((of) =>
      fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: of.length, maxLength: of.length }),
    );
    check(widths, (x, widthsOf) => pad(x, widthsOf, 0.5));
  });

  test('flip', () => {
    check(
      withOptions((of) => fc.subarray(axesOf(of))),
      (x, axes) => flip(x, axes),
    );
  });

  test('reshape and flatten', () => {
    check(
      withOptions(() => fc.constant(0)),
      (x) => x.reshape([-1, 1, x.shape[0]!]).mul(x.flatten(0).reshape([-1, 1, x.shape[0]!])),
    );
  });

  test('concat and stack', () => {
    const parts = shape(some).chain((of) =>
      fc
        .nat(of.length - 1)
        .chain((axis) => fc.tuple(fc.constant(axis), tensorOf(of), tensorOf(of.with(axis, 3)), tensorOf(of))),
    );
    fc.assert(
      fc.property(parts, ([axis, a, b, c]) => {
        checkGradient((...[x, y]) => square(concat([x!, y!, x!], axis)), [a, b], { order: 2 });
        checkGradient((...[x, y]) => square(stack([x!, y!], axis)), [a, c]);
      }),
    );
  });
});

describe('worked by hand:', () => {
  const x = doubles([[1, 2, 3], [4, 5, 6]]); // prettier-ignore

  test.each<[string, Tensor, Shape, readonly number[]]>([
    ['permute', x.permute([1, 0]), [3, 2], [1, 4, 2, 5, 3, 6]],
    ['permute by negative axes', x.permute([-1, 0]), [3, 2], [1, 4, 2, 5, 3, 6]],
    ['transpose', transpose(x), [3, 2], [1, 4, 2, 5, 3, 6]],
    ['slice', slice(x, 1, 1), [2, 2], [2, 3, 5, 6]],
    ['slice of nothing', slice(x, 0, 1, 1), [0, 3], []],
    ['select', select(x, -1, 2), [2], [3, 6]],
    ['pad', pad(doubles([7]), [[1, 2]], 9), [4], [9, 7, 9, 9]],
    ['flip of all axes', flip(x), [2, 3], [6, 5, 4, 3, 2, 1]],
    ['flip', flip(x, 0), [2, 3], [4, 5, 6, 1, 2, 3]],
    ['concat', concat([x, doubles([[7], [8]])], 1), [2, 4], [1, 2, 3, 7, 4, 5, 6, 8]], // prettier-ignore
    ['stack', stack([doubles([1, 2]), doubles([3, 4])], -1), [2, 2], [1, 3, 2, 4]],
    ['reshape', x.reshape([3, -1]), [3, 2], [1, 2, 3, 4, 5, 6]],
    ['flatten', zeros([2, 3, 1, 2]).flatten(1, 2), [2, 3, 2], new Array<number>(12).fill(0)],
    ['flatten of a number', doubles(5).flatten(), [1], [5]],
  ])('%s', (_, y, of, expected) => {
    expect(y.shape).toEqual(of);
    expect(read(y)).toEqual(expected);
  });

  test('reshape shares memory, and copies the given shape', () => {
    const wanted = [3, 2];
    const y = x.reshape(wanted);
    wanted[0] = 6;
    expect(y.shape).toEqual([3, 2]);
    expect(y.live()).toBe(x.live());
  });
});

describe('refused:', () => {
  const x = zeros([2, 3]);

  test.each<[string, () => Tensor]>([
    ['an order without one axis', () => x.permute([0, 0])],
    ['a slice beyond the end', () => slice(x, 0, 1, 3)],
    ['a slice that ends before it begins', () => slice(x, 1, 2, 1)],
    ['a place beyond the end', () => select(x, 1, 3)],
    ['widths for another rank', () => pad(x, [[1, 1]])],
    ['a negative width', () => pad(x, [[1, 1], [-1, 0]])], // prettier-ignore
    ['an axis to flip that is not there', () => flip(x, 2)],
    ['concat of nothing', () => concat([])],
    ['concat of other lengths', () => concat([x, zeros([2, 4])], 0)],
    ['stack of other shapes', () => stack([x, zeros([3, 2])])],
    ['another number of elements', () => x.reshape([4])],
    ['two open lengths', () => x.reshape([-1, -1])],
    ['axes to flatten in the wrong order', () => x.flatten(2, 0)],
  ])('%s', (_, call) => {
    expect(call).toThrow(ShapeError);
  });
});

describe('negative positions', () => {
  const x = doubles([[1, 2, 3], [4, 5, 6]]); // prettier-ignore

  test('count from the end, for every axis and position', () => {
    for (const axis of [0, 1, -1]) {
      const length = x.shape.at(axis)!;
      for (let begin = -length; begin < 0; begin++) {
        expect(read(select(x, axis, begin))).toEqual(read(select(x, axis, begin + length)));
        for (let end = begin; end < 0; end++)
          expect(read(slice(x, axis, begin, end))).toEqual(read(slice(x, axis, begin + length, end + length)));
      }
    }
    expect(read(slice(x, 1, -2))).toEqual([2, 3, 5, 6]);
  });

  test('before the beginning fail', () => {
    expect(() => slice(x, 1, -4)).toThrow('[slice] expected begin <= end, both from -3 to 3 but received -4 and 3');
    expect(() => slice(x, 1, -1, -2)).toThrow(ShapeError);
    for (const place of [-4, 3, 0.5, NaN])
      expect(() => select(x, 1, place)).toThrow(`[select] expected a position from -3 to 2 but received ${place}`);
  });
});

describe('squeeze and unsqueeze', () => {
  test.each<[string, Tensor, Shape]>([
    ['all axes of length 1', zeros([1, 2, 1]).squeeze(), [2]],
    ['one of them', zeros([1, 2, 1]).squeeze(-1), [1, 2]],
    ['none', zeros([2]).squeeze(), [2]],
    ['a new first axis', zeros([2]).unsqueeze(0), [1, 2]],
    ['a new last axis', zeros([2]).unsqueeze(-1), [2, 1]],
  ])('%s', (_, y, of) => expect(y.shape).toEqual(of));

  test('reject an axis of another length, and one that does not exist', () => {
    expect(() => zeros([2, 1]).squeeze(0)).toThrow(new ShapeError('squeeze', 'length 1 along axis 0', '[2, 1]'));
    expect(() => zeros([2]).unsqueeze(2)).toThrow(ShapeError);
  });
});

describe('split', () => {
  const x = doubles([0, 1, 2, 3, 4]);
  test.each<[string, readonly Tensor[], readonly (readonly number[])[]]>([
    ['parts of two', x.split(2), [[0, 1], [2, 3], [4]]],
    ['given lengths', x.split([1, 0, 4]), [[0], [], [1, 2, 3, 4]]],
    ['nothing', zeros([0]).split(3), []],
  ])('%s', (_, parts, expected) => expect(parts.map(read)).toEqual(expected));

  test('is undone by concat, and so is its gradient', () => {
    const cases = withOptions((of) => fc.tuple(fc.nat(of.length - 1), fc.integer({ min: 1, max: 3 }))).filter(
      ([{ shape: of }, [axis]]) => of[axis]! > 0,
    );
    check(cases, (t, [axis, size]) => concat(t.split(size, axis), axis));
    fc.assert(
      fc.property(cases, ([t, [axis, size]]) => expect(read(concat(t.split(size, axis), axis))).toEqual(read(t))),
    );
  });

  test('rejects lengths that do not add up', () => {
    expect(() => x.split([2, 2])).toThrow(new ShapeError('split', 'whole lengths whose sum is 5', '[2, 2]'));
    expect(() => x.split(0)).toThrow(new ShapeError('split', 'parts of at least 1 element', '0'));
  });
});

describe('repeat', () => {
  test('repeats the whole tensor along every axis', () => {
    const x = doubles([[1, 2], [3, 4]]); // prettier-ignore
    expect(read(x.repeat([1, 2]))).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
    expect(x.repeat([3, 1, 2]).shape).toEqual([3, 2, 4]);
    expect(x.repeat([0, 1]).shape).toEqual([0, 2]);
  });

  test('has the gradient of central differences', () => {
    check(
      withOptions((of) => fc.array(fc.integer({ min: 1, max: 3 }), { minLength: of.length, maxLength: of.length + 1 })),
      (x, counts) => x.repeat(counts),
    );
  });

  test('rejects too few counts', () => {
    expect(() => zeros([2, 1]).repeat([2])).toThrow(
      new ShapeError('repeat', 'a whole number of at least 0 for each axis of [2, 1]', '[2]'),
    );
  });
});
