import { Expression } from '../../../program/expression.js';
import { compile, maxOperands } from '../../../program/program.js';
import { broadcastShapes, formatShape, type Shape } from '../../../shape.js';
import { hostArray, broadcastAt, sumOver, uniform } from '../fixture/hostArray.js';
import type { Case } from '../fixture/fixture.js';

const input = (place: number): Expression => new Expression({ kind: 'input', place });
const scalar = (place: number): Expression => new Expression({ kind: 'scalar', place });

const pairs: readonly (readonly [Shape, Shape])[] = [
  [[], []],
  [[], [3]],
  [[1], [1, 1]],
  [[5], [3, 5]],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [
    [1, 7, 1, 5],
    [3, 1, 2, 1],
  ],
  [[257], [257]],
  [[1025], [1]],
  [
    [2, 3, 9, 9],
    [3, 1, 1],
  ],
  [[0], [1]],
  [
    [2, 0, 3],
    [1, 3],
  ],
];

const broadcasting: readonly Case[] = pairs.map(([a, b]) => [
  `a program broadcasts ${formatShape(a)} and ${formatShape(b)}`,
  async (bench) => {
    const [x, y] = [uniform(a, 1), uniform(b, 2)];
    const shape = broadcastShapes('contract', a, b);
    const program = compile('contract', 2, 0, [input(0).mul(2).sub(input(1))]);
    const inputs = [bench.put(x), bench.put(y)];
    const [handle] = bench.kernels.elementwise({ program, inputs, scalars: [], shape, dtype: bench.dtype });
    await bench.expect(
      'program',
      handle,
      hostArray(shape, (place) => 2 * broadcastAt(x, place) - broadcastAt(y, place)),
    );
  },
]);

/** Programs of several instructions: broadcasting, several outputs, numbers given at run time. */
export const programCases: readonly Case[] = [
  ...broadcasting,
  [
    'a program with several outputs computes them all, an input itself and the same output twice included',
    async (bench) => {
      const shape = [3, 11];
      const [x, v] = [uniform(shape, 3), uniform([11], 4)];
      const u = input(1).add(input(0).sub(input(1)).mul(0.5));
      const s = u.greaterEqual(scalar(0));
      const program = compile('fire', 2, 1, [s, u.mul(s.neg().add(1)), input(1), s]);
      const call = { program, inputs: [bench.put(x), bench.put(v)], scalars: [0.25], shape, dtype: bench.dtype };
      const [first, second, third, fourth] = bench.kernels.elementwise(call);
      const potential = (place: readonly number[]): number =>
        broadcastAt(v, place) + (broadcastAt(x, place) - broadcastAt(v, place)) / 2;
      const spike = hostArray(shape, (place) => Number(potential(place) >= 0.25));
      await bench.expect('spike', first, spike);
      await bench.expect(
        'rest',
        second,
        hostArray(shape, (place) => (potential(place) >= 0.25 ? 0 : potential(place))),
      );
      await bench.expect(
        'input',
        third,
        hostArray(shape, (place) => broadcastAt(v, place)),
      );
      await bench.expect('twice', fourth, spike);
    },
  ],
  [
    'one program object computes with other scalars, shapes and inputs at every call',
    async (bench) => {
      const program = compile('scale', 1, 2, [input(0).mul(scalar(0)).add(scalar(1))]);
      for (const [seed, shape] of [[4], [2, 300], [1], [3, 3, 3]].entries()) {
        const x = uniform(shape, seed);
        const call = { program, inputs: [bench.put(x)], scalars: [seed, -seed], shape, dtype: bench.dtype };
        const [handle] = bench.kernels.elementwise(call);
        await bench.expect(
          'scale',
          handle,
          hostArray(shape, (place) => seed * broadcastAt(x, place) - seed),
        );
      }
    },
  ],
  [
    'a program without inputs fills a tensor',
    async (bench) => {
      const program = compile('fill', 0, 1, [scalar(0)]);
      const [handle] = bench.kernels.elementwise({
        program,
        inputs: [],
        scalars: [0.5],
        shape: [3, 99],
        dtype: bench.dtype,
      });
      await bench.expect(
        'fill',
        handle,
        hostArray([3, 99], () => 0.5),
      );
    },
  ],
  [
    'an input may be larger than some outputs need and may be two operands at once',
    async (bench) => {
      const x = uniform([2, 5], 5);
      const operand = bench.put(x);
      const program = compile('product', 2, 0, [input(0).mul(input(1))]);
      const [handle] = bench.kernels.elementwise({
        program,
        inputs: [operand, operand],
        scalars: [],
        shape: [2, 5],
        dtype: bench.dtype,
      });
      await bench.expect(
        'product',
        handle,
        hostArray([2, 5], (place) => broadcastAt(x, place) ** 2),
      );
    },
  ],
  ...[33, 100, maxOperands - 1].map((count): Case => [
    `a program of ${count} inputs reads each by its own strides: every third one broadcasts, the last one too`,
    async (bench) => {
      const shape = [2, 7];
      const xs = Array.from({ length: count }, (_, i) => uniform((count - 1 - i) % 3 === 0 ? [2, 1] : shape, i + 1));
      const sum = xs.map((_, i) => input(i).mul(i % 2 === 0 ? 1 : -1)).reduce((total, term) => total.add(term));
      const program = compile('many inputs', count, 0, [sum]);
      const inputs = xs.map((x) => bench.put(x));
      const [handle] = bench.kernels.elementwise({ program, inputs, scalars: [], shape, dtype: bench.dtype });
      await bench.expect(
        'many inputs',
        handle,
        hostArray(shape, (place) => sumOver(count, (i) => (i % 2 === 0 ? 1 : -1) * broadcastAt(xs[i]!, place))),
      );
    },
  ]),
  [
    'a formula of 3,000 instructions is computed to its end',
    async (bench) => {
      const x = uniform([5], 1, 0.25, 0.75);
      const powers = Array.from({ length: 1500 }, (_, i) => i + 1);
      const polynomial = powers.reduce((y, n) => y.mul(input(0)).add(1 / n), input(0));
      const program = compile('long', 1, 0, [polynomial]);
      const call = { program, inputs: [bench.put(x)], scalars: [], shape: [5], dtype: bench.dtype };
      const [handle] = bench.kernels.elementwise(call);
      await bench.expect(
        'long',
        handle,
        hostArray([5], (place) => powers.reduce((y, n) => y * broadcastAt(x, place) + 1 / n, broadcastAt(x, place))),
      );
    },
  ],
];
