import { at, build, sumOver, uniform, type Plain } from './array.js';
import type { Case } from './bench.js';

const indices: Plain = { shape: [6], values: [2, 0, 2, 4, -1, 5] };

/** Slices by index, and back. */
export const gatherCases: readonly Case[] = [
  [
    'gather picks slices; an index outside gives zeros',
    async (bench) => {
      const x = uniform([5, 2, 3], 1);
      const y = bench.kernels.gather({ x: bench.put(x), indices: bench.put(indices), shape: [6, 2, 3] });
      await bench.expect(
        'gather',
        y,
        build([6, 2, 3], ([i, ...rest]) => at(x, [indices.values[i!]!, ...rest])),
      );
    },
  ],
  [
    'gather picks numbers from a vector',
    async (bench) => {
      const x = uniform([5], 1);
      const y = bench.kernels.gather({ x: bench.put(x), indices: bench.put(indices), shape: [6] });
      await bench.expect(
        'gather',
        y,
        build([6], ([i]) => at(x, [indices.values[i!]!])),
      );
    },
  ],
  [
    'scatterAdd adds slices that share an index; an index outside adds nowhere',
    async (bench) => {
      const x = uniform([6, 3], 2);
      const y = bench.kernels.scatterAdd({ x: bench.put(x), indices: bench.put(indices), shape: [5, 3] });
      const expected = build([5, 3], ([i, j]) => sumOver(6, (p) => (indices.values[p] === i ? at(x, [p, j!]) : 0)));
      await bench.expect('scatterAdd', y, expected);
    },
  ],
];
