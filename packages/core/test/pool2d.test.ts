import { describe, expect, test } from '@jest/globals';
import {
  adaptiveAvgPool2d,
  avgPool2d,
  GradientError,
  grad,
  maxPool2d,
  ShapeError,
  zeros,
  type Tensor,
} from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { doubles, leaf, read } from './read.js';

const { tensorOf } = arbitraries;
const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

const pools = fc
  .record({
    planes: fc.tuple(upTo(2), upTo(2)),
    kernel: fc.tuple(upTo(3), upTo(3)),
    stride: fc.tuple(upTo(3), upTo(3)),
    half: fc.tuple(fc.boolean(), fc.boolean()),
    extra: fc.tuple(fc.nat(3), fc.nat(2)),
  })
  .chain(({ planes, kernel, stride, half, extra }) =>
    fc.record({
      x: tensorOf([...planes, kernel[0] + extra[0], kernel[1] + extra[1]]),
      kernel: fc.constant(kernel),
      options: fc.constant({
        stride,
        padding: [0, 1].map((i) => (half[i] ? Math.floor(kernel[i]! / 2) : 0)) as [number, number],
      }),
    }),
  );

const image = doubles([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]); // prettier-ignore

describe('pooling', () => {
  test('avgPool2d differentiated once and twice agrees with central differences', () => {
    const square = (x: Tensor): Tensor => x.mul(x);
    fc.assert(
      fc.property(pools, ({ x, kernel, options }) =>
        checkGradient((t) => square(avgPool2d(t, kernel, options)), [x], { order: 2, tolerance: 1e-5 }),
      ),
    );
  });

  test('maxPool2d agrees with central differences', () => {
    fc.assert(fc.property(pools, ({ x, kernel, options }) => checkGradient((t) => maxPool2d(t, kernel, options), [x])));
  });

  test('adaptiveAvgPool2d agrees with central differences, for sizes that divide and sizes that do not', () => {
    const sizes = fc.tuple(upTo(5), upTo(5), upTo(4), upTo(4));
    const cases = sizes.chain(([h, w, height, width]) =>
      fc.tuple(tensorOf([1, 2, h, w]), fc.constant([height, width] as const)),
    );
    fc.assert(fc.property(cases, ([x, size]) => checkGradient((t) => adaptiveAvgPool2d(t, size), [x], { order: 2 })));
  });

  test('by hand', () => {
    expect(read(avgPool2d(image, 2, { stride: 1 }))).toEqual([3, 4, 6, 7]);
    expect(read(avgPool2d(image, 2, { padding: 1 }))).toEqual([1 / 4, 5 / 4, 11 / 4, 28 / 4]);
    expect(read(maxPool2d(image, 2))).toEqual([5]);
    expect(read(adaptiveAvgPool2d(image, 2))).toEqual([3, 4, 6, 7]);
    expect(read(adaptiveAvgPool2d(image, 1))).toEqual([5]);
    expect(read(adaptiveAvgPool2d(image, [3, 1]))).toEqual([2, 5, 8]);
    expect(adaptiveAvgPool2d(image, 5).shape).toEqual([1, 1, 5, 5]);
  });

  test('in adaptiveAvgPool2d, NaN and Infinity change only the windows that contain them', () => {
    const x = leaf([[[[1, 2, 3, 4, Infinity], [1, 1, 1, 1, 1], [1, 1, NaN, 1, 1]]]]); // prettier-ignore
    const y = adaptiveAvgPool2d(x, [2, 3]);
    expect(read(y)).toEqual([1.25, 2, Infinity, 1, NaN, 1]);
    const [dx] = grad(y, [x], { gradient: doubles([[[[Infinity, 0, 0], [0, 0, 6]]]]) }); // prettier-ignore
    expect(read(dx)).toEqual([Infinity, Infinity, 0, 0, 0, Infinity, Infinity, 0, 1.5, 1.5, 0, 0, 0, 1.5, 1.5]);
  });

  test('the gradient of a maximum goes to the first of equal entries', () => {
    const x = leaf([[[[2, 2], [1, 2]]]]); // prettier-ignore
    expect(read(grad(maxPool2d(x, 2).sum(), [x])[0])).toEqual([1, 0, 0, 0]);
  });

  test('maxPool2d fails when differentiated twice', () => {
    const x = leaf([[[[2, 3]]]]);
    const [dx] = grad(maxPool2d(x, [1, 2]).pow(2).sum(), [x], { createGraph: true });
    expect(() => grad(dx.sum(), [x])).toThrow(GradientError);
  });

  test.each<[string, () => Tensor]>([
    ['three axes', () => avgPool2d(zeros([1, 2, 2]), 2)],
    ['a window beyond the input', () => maxPool2d(zeros([1, 1, 2, 2]), 3)],
    ['padding beyond half the window', () => avgPool2d(zeros([1, 1, 4, 4]), 2, { padding: 2 })],
    ['an image of nothing', () => maxPool2d(zeros([1, 1, 0, 2]), 2, { padding: 1 })],
    ['an adaptive image of nothing', () => adaptiveAvgPool2d(zeros([1, 1, 0, 2]), 1)],
  ])('fails for %s', (_, call) => {
    expect(call).toThrow(ShapeError);
  });
});
