import { formatShape, type Shape } from '../../../shape.js';
import { at, hostArray, placesOf, uniform, integers, withNonFinite, type HostArray } from '../fixture/hostArray.js';
import type { Case } from '../fixture/fixture.js';

const tries: readonly (readonly [Shape, readonly number[]])[] = [
  [[5], [0]],
  [[1], [0]],
  [[3, 5], [0]],
  [[3, 5], [1]],
  [
    [3, 5],
    [0, 1],
  ],
  [
    [2, 3, 7, 5],
    [0, 2, 3],
  ],
  [[2, 3, 7, 5], [1]],
  [[4, 1, 3], [1]],
  [
    [1, 1, 9],
    [0, 2],
  ],
  [[1027], [0]],
  [[65, 17], [0]],
  [
    [2, 3, 4, 5],
    [1, 3],
  ],
];

const kept = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((length, axis) => (axes.includes(axis) ? 1 : length));

/** Reduces entries one by one. */
function folded(
  x: HostArray,
  axes: readonly number[],
  begin: number,
  fold: (total: number, entry: number) => number,
): HostArray {
  const shape = kept(x.shape, axes);
  return hostArray(shape, (to) =>
    placesOf(x.shape)
      .filter((from) => from.every((index, axis) => axes.includes(axis) || index === to[axis]))
      .reduce((total, from) => fold(total, at(x, from)), begin),
  );
}

const sumAndMax = (claim: string, x: HostArray, axes: readonly number[]): Case => [
  `sum and max of ${formatShape(x.shape)} along ${formatShape(axes)}${claim}`,
  async (bench) => {
    const operand = bench.put(x);
    const sum = bench.kernels.reduce({ kind: 'sum', x: operand, axes });
    const max = bench.kernels.reduce({ kind: 'max', x: operand, axes });
    await bench.expect(
      'sum',
      sum,
      folded(x, axes, 0, (total, entry) => total + entry),
    );
    await bench.expect(
      'max',
      max,
      folded(x, axes, -Infinity, (total, entry) => Math.max(total, entry)),
    );
  },
];

/** Sums, maxima and their indices; NaN counts as larger than every number. */
export const reduceCases: readonly Case[] = [
  ...tries.flatMap(([shape, axes]) => [
    sumAndMax('', uniform(shape, 1), axes),
    sumAndMax(' with NaN and Infinity', withNonFinite(uniform(shape, 1), 13), axes),
  ]),
  [
    'sum and max of a long axis are NaN for a single NaN at any position',
    async (bench) => {
      for (const place of [0, 1, 640, 1026]) {
        const x = hostArray([1027], ([i]) => (i === place ? NaN : i! / 1027));
        const operand = bench.put(x);
        for (const kind of ['sum', 'max'] as const) {
          const y = bench.kernels.reduce({ kind, x: operand, axes: [0] });
          await bench.expect(
            `${kind} with NaN at ${place}`,
            y,
            hostArray([1], () => NaN),
          );
        }
      }
    },
  ],
  [
    'an empty sum is 0',
    async (bench) => {
      const sum = bench.kernels.reduce({ kind: 'sum', x: bench.put(hostArray([3, 0], () => 0)), axes: [1] });
      await bench.expect(
        'sum',
        sum,
        hostArray([3, 1], () => 0),
      );
    },
  ],
  [
    'a maximum of negative numbers is negative',
    async (bench) => {
      const max = bench.kernels.reduce({ kind: 'max', x: bench.put(hostArray([5], ([i]) => -1 - i!)), axes: [0] });
      await bench.expect(
        'max',
        max,
        hostArray([1], () => -1),
      );
    },
  ],
  ...[0, 1, 2].map((axis): Case => [
    `argmax along axis ${axis} finds the first of equals, and the first NaN`,
    async (bench) => {
      const numbers = integers([3, 5, 7], 2);
      for (const x of [numbers, withNonFinite(numbers, 5), withNonFinite(numbers, 11)]) {
        const y = bench.kernels.argmax({ x: bench.put(x), axis });
        const expected = hostArray(x.shape.toSpliced(axis, 1), (place) => {
          const line = Array.from({ length: x.shape[axis]! }, (_, index) => at(x, place.toSpliced(axis, 0, index)));
          const largest = Math.max(...line);
          return line.findIndex((value) => Object.is(value + 0, largest + 0));
        });
        await bench.expect('argmax', y, expected);
      }
    },
  ]),
];
