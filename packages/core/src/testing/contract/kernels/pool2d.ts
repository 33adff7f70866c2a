import type { Pooling2d } from '../../../backend/backend.js';
import type { Shape } from '../../../shape.js';
import {
  accumulated,
  at,
  hostArray,
  placesOf,
  sumOver,
  uniform,
  integers,
  withNonFinite,
  type HostArray,
} from '../fixture/hostArray.js';
import type { Case } from '../fixture/fixture.js';

interface Try extends Pooling2d {
  readonly claim: string;
  readonly x: Shape;
}

const tries: readonly Try[] = [
  { claim: 'of windows that touch', x: [2, 3, 4, 6], kernel: [2, 2], stride: [2, 2], padding: [0, 0] },
  { claim: 'of windows that overlap', x: [2, 2, 7, 5], kernel: [3, 3], stride: [2, 1], padding: [0, 0] },
  { claim: 'of windows over the border', x: [1, 3, 5, 5], kernel: [3, 2], stride: [2, 2], padding: [1, 1] },
  { claim: 'of windows with gaps between them', x: [1, 1, 7, 8], kernel: [1, 2], stride: [3, 3], padding: [0, 0] },
  { claim: 'of 2 × 2 pixels in long rows', x: [2, 3, 4, 22], kernel: [2, 2], stride: [2, 2], padding: [0, 0] },
  { claim: 'of one pixel', x: [2, 1, 1, 1], kernel: [1, 1], stride: [1, 1], padding: [0, 0] },
  { claim: 'of whole planes', x: [2, 33, 4, 4], kernel: [4, 4], stride: [4, 4], padding: [0, 0] },
];

const outputShape = ({ x, kernel, stride, padding }: Try): Shape => [
  x[0]!,
  x[1]!,
  ...[0, 1].map((i) => Math.floor((x[i + 2]! + 2 * padding[i]! - kernel[i]!) / stride[i]!) + 1),
];

/** The indices of one window, row by row, including those in the padding. */
const windowAt = (
  { kernel, stride, padding }: Pooling2d,
  [n, c, i, j]: readonly number[],
): readonly (readonly number[])[] =>
  placesOf(kernel).map(([ky, kx]) => [n!, c!, i! * stride[0] - padding[0] + ky!, j! * stride[1] - padding[1] + kx!]);

/** Whether an entry comes before another: NaN counts as larger than every number. */
const isLarger = (a: number, b: number): boolean => a > b || (Number.isNaN(a) && !Number.isNaN(b));

/** The index of a window's first largest entry. */
const winner = (x: HostArray, window: readonly (readonly number[])[]): readonly number[] =>
  window.reduce((best, place) => (isLarger(at(x, place, -Infinity), at(x, best, -Infinity)) ? place : best));

/** Pooling and its gradients. */
export const pool2dCases: readonly Case[] = [
  ...tries.flatMap((one) => casesOf(one, integers(one.x, 1), uniform(outputShape(one), 2))),
  ...tries.flatMap((one) =>
    casesOf(
      { ...one, claim: `of NaN and Infinity ${one.claim}` },
      withNonFinite(integers(one.x, 1)),
      withNonFinite(uniform(outputShape(one), 2), 5),
    ),
  ),
];

function casesOf(one: Try, x: HostArray, dy: HostArray): readonly Case[] {
  const { claim, x: xShape, ...window } = one;
  const yShape = outputShape(one);
  const area = one.kernel[0] * one.kernel[1];
  const outputs = placesOf(yShape);
  return [
    [
      `avgPool2d ${claim}`,
      async (bench) => {
        const y = bench.kernels.avgPool2d({ x: bench.put(x), shape: yShape, ...window });
        await bench.expect(
          'avgPool2d',
          y,
          hostArray(yShape, (to) => {
            const places = windowAt(one, to);
            return sumOver(places.length, (i) => at(x, places[i]!)) / area;
          }),
        );
      },
    ],
    [
      `avgPool2dGradient ${claim}`,
      async (bench) => {
        const dx = bench.kernels.avgPool2dGradient({ dy: bench.put(dy), shape: xShape, ...window });
        await bench.expect(
          'avgPool2dGradient',
          dx,
          accumulated(xShape, (add) => {
            for (const from of outputs) for (const place of windowAt(one, from)) add(place, at(dy, from) / area);
          }),
        );
      },
    ],
    [
      `maxPool2d ${claim}`,
      async (bench) => {
        const y = bench.kernels.maxPool2d({ x: bench.put(x), shape: yShape, ...window });
        await bench.expect(
          'maxPool2d',
          y,
          hostArray(yShape, (to) => at(x, winner(x, windowAt(one, to)))),
        );
      },
    ],
    [
      `maxPool2dGradient ${claim} goes to the first of equals`,
      async (bench) => {
        const dx = bench.kernels.maxPool2dGradient({ x: bench.put(x), dy: bench.put(dy), ...window });
        await bench.expect(
          'maxPool2dGradient',
          dx,
          accumulated(xShape, (add) => {
            for (const from of outputs) add(winner(x, windowAt(one, from)), at(dy, from));
          }),
        );
      },
    ],
  ];
}
