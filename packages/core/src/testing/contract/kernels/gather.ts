import { at, hostArray, sumOver, uniform, withNonFinite, type HostArray } from '../fixture/hostArray.js';
import type { Case } from '../fixture/fixture.js';

const indices: HostArray = { shape: [7], values: [2, 0, 2, 4, -1, 5, NaN] };

/** Slices by index, and back. */
export const gatherCases: readonly Case[] = [
  [
    'gather selects slices, also of NaN and Infinity; an index out of range, such as NaN, gives zeros',
    async (bench) => {
      const x = withNonFinite(uniform([5, 2, 3], 1));
      const y = bench.kernels.gather({ x: bench.put(x), indices: bench.put(indices), shape: [7, 2, 3] });
      await bench.expect(
        'gather',
        y,
        hostArray([7, 2, 3], ([i, ...rest]) => at(x, [indices.values[i!]!, ...rest])),
      );
    },
  ],
  [
    'gather selects numbers from a vector',
    async (bench) => {
      const x = uniform([5], 1);
      const y = bench.kernels.gather({ x: bench.put(x), indices: bench.put(indices), shape: [7] });
      await bench.expect(
        'gather',
        y,
        hostArray([7], ([i]) => at(x, [indices.values[i!]!])),
      );
    },
  ],
  [
    'scatterAdd adds slices with equal indices; an index out of range adds nothing, not even NaN',
    async (bench) => {
      const x = withNonFinite(uniform([7, 3], 2), 5);
      const y = bench.kernels.scatterAdd({ x: bench.put(x), indices: bench.put(indices), shape: [5, 3] });
      const expected = hostArray([5, 3], ([i, j]) => sumOver(7, (p) => (indices.values[p] === i ? at(x, [p, j!]) : 0)));
      await bench.expect('scatterAdd', y, expected);
    },
  ],
];
