import { formatShape, type Shape } from '../../../shape.js';
import { at, hostArray, uniform } from '../fixture/hostArray.js';
import type { Case } from '../fixture/fixture.js';

const orders = [[0], [1, 0], [0, 2, 1], [2, 0, 1], [1, 2, 0], [2, 1, 0], [0, 2, 3, 1], [3, 1, 0, 2]];
const boxes: readonly (readonly [Shape, readonly number[], Shape])[] = [
  [[7], [2], [3]],
  [
    [3, 5],
    [1, 0],
    [2, 5],
  ],
  [
    [3, 5],
    [0, 2],
    [3, 1],
  ],
  [
    [2, 3, 5],
    [1, 1, 1],
    [1, 2, 3],
  ],
  [
    [3, 5],
    [1, 5],
    [2, 0],
  ],
  [[], [], []],
];

/** Kernels that only move entries. */
export const movementCases: readonly Case[] = [
  ...orders.map((order): Case => [
    `permute to ${formatShape(order)}`,
    async (bench) => {
      const x = uniform([3, 5, 1, 7].slice(0, order.length), 1);
      const shape = order.map((axis) => x.shape[axis]!);
      const y = bench.kernels.permute({ x: bench.put(x), order, shape });
      await bench.expect(
        'permute',
        y,
        hostArray(shape, (place) =>
          at(
            x,
            order.map((_, axis) => place[order.indexOf(axis)]!),
          ),
        ),
      );
    },
  ]),
  ...boxes.flatMap(([whole, begin, box]): Case[] => [
    [
      `slice the ${formatShape(box)} at ${formatShape(begin)} of ${formatShape(whole)}`,
      async (bench) => {
        const x = uniform(whole, 2);
        const y = bench.kernels.slice({ x: bench.put(x), begin, shape: box });
        await bench.expect(
          'slice',
          y,
          hostArray(box, (place) =>
            at(
              x,
              place.map((index, axis) => index + begin[axis]!),
            ),
          ),
        );
      },
    ],
    [
      `pad ${formatShape(box)} from ${formatShape(begin)} to ${formatShape(whole)}`,
      async (bench) => {
        const x = uniform(box, 3);
        const y = bench.kernels.pad({ x: bench.put(x), before: begin, value: 0.5, shape: whole });
        await bench.expect(
          'pad',
          y,
          hostArray(whole, (place) =>
            at(
              x,
              place.map((index, axis) => index - begin[axis]!),
              0.5,
            ),
          ),
        );
      },
    ],
  ]),
  ...[[0], [1], [2], [0, 2], [0, 1, 2]].map((axes): Case => [
    `flip along ${formatShape(axes)}`,
    async (bench) => {
      const x = uniform([3, 1, 5], 4);
      const y = bench.kernels.flip({ x: bench.put(x), axes });
      const mirrored = (place: readonly number[]): readonly number[] =>
        place.map((index, axis) => (axes.includes(axis) ? x.shape[axis]! - 1 - index : index));
      await bench.expect(
        'flip',
        y,
        hostArray(x.shape, (place) => at(x, mirrored(place))),
      );
    },
  ]),
  ...[0, 1, 2].map((axis): Case => [
    `concat along axis ${axis}, an empty part and one operand twice included`,
    async (bench) => {
      const parts = [2, 0, 1, 5].map((length, seed) => uniform([3, 4, 3].with(axis, length), seed));
      const operands = parts.map((part) => bench.put(part));
      const shape = [3, 4, 3].with(axis, 10);
      const y = bench.kernels.concat({ xs: [...operands, operands[0]!], axis, shape });
      const expected = hostArray(shape, (place) => {
        let rest = place[axis]!;
        const part = [...parts, parts[0]!].find(
          ({ shape: own }) => rest < own[axis]! || ((rest -= own[axis]!), false),
        )!;
        return at(part, place.with(axis, rest));
      });
      await bench.expect('concat', y, expected);
    },
  ]),
];
