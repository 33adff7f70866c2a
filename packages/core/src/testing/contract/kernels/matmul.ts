import { at, hostArray, sumOver, uniform, withNonFinite, type HostArray } from '../fixture/hostArray.js';
import type { Case } from '../fixture/fixture.js';

const stored = (batch: number, rows: number, columns: number, transposed: boolean, seed: number): HostArray =>
  uniform(transposed ? [batch, columns, rows] : [batch, rows, columns], seed);

const entry = (x: HostArray, batch: number, row: number, column: number, transposed: boolean): number => {
  const sample = x.shape[0] === 1 ? 0 : batch;
  return at(x, transposed ? [sample, column, row] : [sample, row, column]);
};

const sizes: readonly (readonly [m: number, k: number, n: number])[] = [
  [1, 1, 1],
  [2, 3, 4],
  [5, 7, 3],
  [1, 9, 5],
  [7, 1, 2],
  [33, 17, 9],
  [16, 32, 64],
  [3, 0, 2],
  [0, 3, 2],
];
const batches: readonly (readonly [number, number])[] = [
  [1, 1],
  [3, 3],
  [1, 3],
  [3, 1],
];

const zeroed = ({ shape, values }: HostArray): HostArray => ({
  shape,
  values: values.map((value) => (value < 1 ? 0 : value)),
});

/** Matrix products, with each operand transposed or not, and batches that broadcast. */
export const matmulCases: readonly Case[] = batches.flatMap(([left, right]) =>
  [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB): Case => [
      `matmul of a batch of ${left}${transposeA ? ', transposed,' : ''} by ${right}${transposeB ? ', transposed' : ''}`,
      async (bench) => {
        for (const [m, k, n] of sizes) {
          const a = stored(left, m, k, transposeA, 1);
          const b = stored(right, k, n, transposeB, 2);
          // Every product counts: 0 · NaN is NaN. The zeros of the second pair meet the NaN of the first.
          for (const [c, d] of [
            [a, b],
            [withNonFinite(a, 29), zeroed(b)],
            [zeroed(a), withNonFinite(b, 31)],
          ] as const) {
            const shape = [Math.max(left, right), m, n];
            const y = bench.kernels.matmul({ a: bench.put(c), b: bench.put(d), transposeA, transposeB, shape });
            const expected = hostArray(shape, ([i, row, column]) =>
              sumOver(k, (p) => entry(c, i!, row!, p, transposeA) * entry(d, i!, p, column!, transposeB)),
            );
            await bench.expect(`matmul ${m}×${k}×${n}`, y, expected);
          }
        }
      },
    ]),
  ),
);
