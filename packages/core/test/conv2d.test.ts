import { describe, expect, test } from '@jest/globals';
import {
  conv2d,
  grad,
  Random,
  ShapeError,
  ValueError,
  zeros,
  type Conv2dOptions,
  type Shape,
  type Tensor,
} from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { doubles, leaf, read } from './read.js';

const { convGeometry, tensorOf } = arbitraries;

/** A convolution small enough to differentiate numerically, twice. */
const convolutions = convGeometry()
  .filter(({ x, w }) => x.reduce((a, b) => a * b) + w.reduce((a, b) => a * b) < 70)
  .chain(({ x, w, ...options }) =>
    fc.tuple(tensorOf(x), tensorOf(w), tensorOf([w[0]]), fc.constant<Conv2dOptions>(options)),
  );

/** The convolution by its definition, one output at a time. */
function plainConv2d(
  x: Tensor,
  w: Tensor,
  { stride = 1, padding = 0, dilation = 1, groups = 1 }: Conv2dOptions,
  shape: Shape,
): number[] {
  const [sy, sx] = [stride].flat() as number[];
  const [py, px] = [padding].flat() as number[];
  const [dy, dx] = [dilation].flat() as number[];
  const [, channels, height, width] = x.shape as [number, number, number, number];
  const [outputs, own, tall, wide] = w.shape as [number, number, number, number];
  const [xs, ws, y] = [read(x), read(w), [] as number[]];
  for (let n = 0; n < shape[0]!; n++)
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < shape[2]!; i++)
        for (let j = 0; j < shape[3]!; j++) {
          let sum = 0;
          for (let c = 0; c < own; c++)
            for (let a = 0; a < tall; a++)
              for (let b = 0; b < wide; b++) {
                const channel = Math.floor(o / (outputs / groups)) * own + c;
                const [row, column] = [i * sy! - py! + a * dy!, j * (sx ?? sy)! - (px ?? py)! + b * (dx ?? dy)!];
                const inside = row >= 0 && row < height && column >= 0 && column < width;
                if (inside)
                  sum +=
                    xs[((n * channels + channel) * height + row) * width + column]! *
                    ws[((o * own + c) * tall + a) * wide + b]!;
              }
          y.push(sum);
        }
  return y;
}

describe('conv2d', () => {
  test('is its definition, height before width, for any stride, padding, dilation and groups', () => {
    const same = (x: Tensor, w: Tensor, options: Conv2dOptions): void => {
      const y = conv2d(x, w, null, options);
      const expected = plainConv2d(x, w, options, y.shape);
      read(y).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 10));
    };
    fc.assert(fc.property(convolutions, ([x, w, , options]) => same(x, w, options)));
    const random = new Random(1);
    const [x, w] = [
      random.normal([2, 4, 7, 11], { dtype: 'float64' }),
      random.normal([6, 2, 2, 3], { dtype: 'float64' }),
    ];
    same(x, w, { stride: [1, 2], padding: [2, 1], dilation: [3, 2], groups: 2 });
  });

  test('agrees with central differences to input, weight and bias for any stride, padding, dilation and groups', () => {
    fc.assert(
      fc.property(convolutions, ([x, w, b, options]) =>
        checkGradient((...t: Tensor[]) => conv2d(t[0]!, t[1]!, t[2]!, options), [x, w, b]),
      ),
    );
  });

  test('has a second gradient: value, input gradient and weight gradient are closed under differentiation', () => {
    fc.assert(
      fc.property(convolutions, ([x, w, , options]) =>
        checkGradient((t, v) => conv2d(t, v, null, options), [x, w], { order: 2, tolerance: 1e-5 }),
      ),
    );
  });

  test('has a third gradient', () => {
    const cubic = (x: Tensor, w: Tensor): Tensor => {
      const y = conv2d(x, w, null, { padding: 1, stride: 2 });
      const [dx, dw] = grad(y.mul(y).sum(), [x, w], { createGraph: true });
      return dx.mul(dx).sum().add(dw.mul(dw).sum());
    };
    const x = doubles([[[[0.3, -0.4], [0.5, 0.8]]]]); // prettier-ignore
    const w = doubles([[[[0.2, 0.7], [-0.6, 0.4]]]]); // prettier-ignore
    checkGradient(cubic, [x, w], { order: 2, tolerance: 1e-4 });
  });

  test('by hand: a 2 × 2 window of ones sums its neighbours', () => {
    const x = doubles([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]); // prettier-ignore
    const w = doubles([[[[1, 1], [1, 1]]]]); // prettier-ignore
    expect(read(conv2d(x, w))).toEqual([12, 16, 24, 28]);
    expect(read(conv2d(x, w, doubles([100]), { stride: 2, padding: 1 }))).toEqual([101, 105, 111, 128]);
    expect(read(conv2d(x, w, null, { dilation: 2 }))).toEqual([20]);
  });

  test('by hand: two groups are independent', () => {
    const x = doubles([[[[2]], [[3]]]]);
    const w = leaf([[[[5]]], [[[7]]]]);
    const y = conv2d(x, w, null, { groups: 2 });
    expect(read(y)).toEqual([10, 21]);
    expect(read(grad(y.sum(), [w])[0])).toEqual([2, 3]);
  });

  test('of no samples is empty, and its weight gradient is 0', () => {
    const w = leaf([[[[5]]]]);
    const y = conv2d(zeros([0, 1, 2, 2], { dtype: 'float64' }), w);
    expect(y.shape).toEqual([0, 1, 2, 2]);
    expect(read(grad(y.sum(), [w])[0])).toEqual([0]);
  });

  test.each<[string, Shape, Shape, Shape | null, Conv2dOptions]>([
    ['channels that differ', [1, 3, 4, 4], [2, 2, 3, 3], null, {}],
    ['groups that do not divide', [1, 4, 4, 4], [3, 2, 3, 3], null, { groups: 2 }],
    ['a window beyond the input', [1, 1, 2, 2], [1, 1, 3, 3], null, {}],
    ['a window of nothing', [1, 1, 2, 2], [1, 1, 0, 3], null, {}],
    ['three axes', [1, 4, 4], [3, 2, 3, 3], null, {}],
    ['a bias of another length', [1, 1, 2, 2], [3, 1, 1, 1], [2], {}],
    ['presynaptic activity of another shape', [1, 1, 2, 2], [3, 1, 1, 1], null, { presynaptic: zeros([1, 1, 2, 3]) }],
  ])('fails for %s', (_, x, w, b, options) => {
    expect(() => conv2d(zeros(x), zeros(w), b && zeros(b), options)).toThrow(ShapeError);
  });

  test.each<Conv2dOptions>([{ stride: 0 }, { padding: -1 }, { dilation: 0.5 }, { groups: 0 }])(
    'refuses %p',
    (options) => {
      expect(() => conv2d(zeros([1, 1, 3, 3]), zeros([1, 1, 1, 1]), null, options)).toThrow(ValueError);
    },
  );
});
