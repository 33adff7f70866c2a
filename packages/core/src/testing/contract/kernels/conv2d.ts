import type { Convolution2d } from '../../../backend/backend.js';
import type { Shape } from '../../../shape.js';
import { accumulated, at, hostArray, placesOf, sumOver, uniform, type HostArray } from '../fixture/hostArray.js';
import { once } from '../fixture/once.js';
import type { Case } from '../fixture/fixture.js';

export interface Try extends Convolution2d {
  readonly claim: string;
  readonly x: Shape;
  readonly w: Shape;
}

export const plainWindow: Convolution2d = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 };

const tries: readonly Try[] = [
  { ...plainWindow, claim: 'of one pixel by one weight', x: [1, 1, 1, 1], w: [1, 1, 1, 1] },
  { ...plainWindow, claim: 'of odd sizes', x: [2, 3, 7, 5], w: [5, 3, 3, 3] },
  { ...plainWindow, claim: 'with padding', x: [2, 3, 5, 7], w: [4, 3, 3, 3], padding: [1, 1] },
  { ...plainWindow, claim: 'by single pixels', x: [3, 7, 5, 3], w: [6, 7, 1, 1] },
  { ...plainWindow, claim: 'by single pixels with stride', x: [2, 5, 5, 7], w: [3, 5, 1, 1], stride: [2, 2] },
  {
    ...plainWindow,
    claim: 'with stride that leaves a rest',
    x: [1, 2, 8, 9],
    w: [3, 2, 3, 2],
    stride: [2, 3],
    padding: [1, 0],
  },
  { ...plainWindow, claim: 'with dilation', x: [2, 2, 9, 8], w: [3, 2, 3, 2], dilation: [2, 3], padding: [2, 1] },
  { ...plainWindow, claim: 'in groups', x: [2, 6, 5, 5], w: [9, 2, 3, 3], padding: [1, 1], groups: 3 },
  {
    ...plainWindow,
    claim: 'depth by depth',
    x: [2, 5, 6, 6],
    w: [5, 1, 3, 3],
    stride: [2, 2],
    padding: [1, 1],
    groups: 5,
  },
  { ...plainWindow, claim: 'with padding wider than the window', x: [1, 2, 3, 3], w: [2, 2, 2, 1], padding: [3, 2] },
  { ...plainWindow, claim: 'of blocks of channels', x: [1, 32, 4, 6], w: [32, 32, 3, 3], padding: [1, 1] },
  { ...plainWindow, claim: 'of channels beside blocks', x: [2, 33, 4, 3], w: [35, 33, 3, 3], padding: [1, 1] },
  {
    ...plainWindow,
    claim: 'with stride, padding, dilation and groups at once',
    ...{ x: [3, 4, 9, 7], w: [6, 2, 2, 3], stride: [3, 2], padding: [1, 2], dilation: [2, 1], groups: 2 },
  },
];

export const outputShape = ({ x, w, stride, padding, dilation }: Try): Shape => [
  x[0]!,
  w[0]!,
  ...[0, 1].map((i) => Math.floor((x[i + 2]! + 2 * padding[i]! - dilation[i]! * (w[i + 2]! - 1) - 1) / stride[i]!) + 1),
];

/** Calls `visit` with the indices that one multiplication reads and the index that it adds to. */
export function eachProduct(
  one: Try,
  visit: (x: readonly number[], w: readonly number[], y: readonly number[]) => void,
): void {
  const { w, stride, padding, dilation, groups } = one;
  const outputs = w[0]!;
  const weights = placesOf(w.slice(1));
  for (const y of placesOf(outputShape(one))) {
    const [n, o, i, j] = y as [number, number, number, number];
    const channel = Math.floor(o / (outputs / groups)) * w[1]!;
    for (const [c, ky, kx] of weights as readonly (readonly [number, number, number])[]) {
      const row = i * stride[0] + ky * dilation[0] - padding[0];
      const column = j * stride[1] + kx * dilation[1] - padding[1];
      visit([n, channel + c, row, column], [o, c, ky, kx], y);
    }
  }
}

/** The convolution and its two gradients. */
export const conv2dCases: readonly Case[] = [
  ...tries.flatMap((one): Case[] => {
    const { claim, x: xShape, w: wShape, stride, padding, dilation, groups } = one;
    const window = { stride, padding, dilation, groups };
    const yShape = outputShape(one);
    const dense = uniform(xShape, 1);
    // The same with spikes and pooled spikes: mostly zeros.
    const sparse: HostArray = { ...dense, values: dense.values.map((value) => (Math.abs(value) < 0.3 ? value : 0)) };
    const [w, dy] = [uniform(wShape, 2, -0.5, 0.5), uniform(yShape, 3, -0.5, 0.5)];
    const inputs = [dense, sparse].map((x) => ({
      x,
      y: once(() => accumulated(yShape, (add) => eachProduct(one, (i, j, k) => add(k, at(x, i) * at(w, j))))),
      dw: once(() => accumulated(wShape, (add) => eachProduct(one, (i, j, k) => add(j, at(dy, k) * at(x, i))))),
    }));
    const inputGradient = once(() =>
      accumulated(xShape, (add) => eachProduct(one, (i, j, k) => add(i, at(dy, k) * at(w, j)))),
    );
    return [
      [
        `conv2d ${claim}`,
        async (bench) => {
          for (const { x, y: expected } of inputs) {
            const y = bench.kernels.conv2d({ x: bench.put(x), w: bench.put(w), shape: yShape, ...window });
            await bench.expect('conv2d', y, expected());
          }
        },
      ],
      [
        `conv2dInputGradient ${claim}`,
        async (bench) => {
          const dx = bench.kernels.conv2dInputGradient({
            dy: bench.put(dy),
            w: bench.put(w),
            shape: xShape,
            ...window,
          });
          await bench.expect('conv2dInputGradient', dx, inputGradient());
        },
      ],
      [
        `conv2dWeightGradient ${claim}`,
        async (bench) => {
          for (const { x, dw: expected } of inputs) {
            const dw = bench.kernels.conv2dWeightGradient({
              x: bench.put(x),
              dy: bench.put(dy),
              shape: wShape,
              ...window,
            });
            await bench.expect('conv2dWeightGradient', dw, expected());
          }
        },
      ],
    ];
  }),
  [
    'conv2d of spikes, sparse or none at all',
    async (bench) => {
      for (const rate of [0, 0.1, 0.5, 1]) {
        const draws = uniform([2, 8, 5, 5], 4, 0, 1);
        const spikes: HostArray = { ...draws, values: draws.values.map((draw) => Number(draw < rate)) };
        const w = uniform([4, 8, 3, 3], 5, -0.5, 0.5);
        const shape = [2, 4, 5, 5];
        const y = bench.kernels.conv2d({
          ...plainWindow,
          x: bench.put(spikes),
          w: bench.put(w),
          padding: [1, 1],
          shape,
        });
        const expected = hostArray(shape, ([n, o, i, j]) =>
          sumOver(8, (c) =>
            sumOver(3, (a) => sumOver(3, (b) => at(spikes, [n!, c, i! + a - 1, j! + b - 1]) * at(w, [o!, c, a, b]))),
          ),
        );
        await bench.expect(`conv2d at rate ${rate}`, y, expected);
      }
    },
  ],
];
