import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describeChannels, describePointProducts, describeProduct } from '../../wasm/src/generated/descriptors.js';
import { Arena, gibibytes4 } from './arena.js';
import { sets } from './backends.js';

/** Loads the addon in a thread of its own and runs one kernel. */
const thread = `
const { memory, module, set, name, described, items } = require('node:worker_threads').workerData;
require(module).bind(memory, {}, set)[name](described, 0, items, 1);
`;

const length = (max: number) => fc.integer({ min: 1, max });
const values = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 31) / 16 - 1);

/** Where operands begin: in whole lines, between them, and so that the last of them ends a line before the end of the memory. */
const places = ['aligned', 'unaligned', 'last'] as const;

/** Addresses for operands of that many floats, `guard` floats apart. */
function addressesOf(place: (typeof places)[number], counts: readonly number[]): readonly number[] {
  const guard = 16;
  const bytes = counts.map((count) => 64 * Math.ceil((count + 2 * guard) / 16));
  const all = bytes.reduce((sum, each) => sum + each, 0);
  let next = place === 'last' ? gibibytes4 - all - 64 : 65536 + (place === 'unaligned' ? 4 : 0);
  return bytes.map((each) => (next += each) - each + 4 * guard);
}

const described = 4096;
const poison = 1234.5;

/** Expects what is at an address to be near values in float64, and what stands around it untouched. */
function expectWritten(arena: Arena, address: number, expected: Float64Array): void {
  const around = arena.floats(address - 64, expected.length + 32);
  expect([...around.subarray(0, 16), ...around.subarray(expected.length + 16)]).toEqual(Array(32).fill(poison));
  const written = around.subarray(16);
  const isNear = (value: number, i: number) => Math.abs(written[i]! - value) < 1e-5 * Math.max(1, Math.abs(value));
  expect(expected.every(isNear)).toBe(true);
}

const poisonAround = (arena: Arena, address: number, count: number): void =>
  void arena.floats(address - 64, count + 32).fill(poison);

/** `[count][step]` of a panel from `[rows][columns]`: panels of `size` rows, zeros past the last. */
function panelsOf(matrix: Float32Array, rows: number, columns: number, size: number): Float32Array {
  const panels = Math.ceil(rows / size);
  return Float32Array.from({ length: panels * columns * size }, (_, i) => {
    const [panel, column, row] = [Math.floor(i / (columns * size)), Math.floor(i / size) % columns, i % size];
    return panel * size + row < rows ? matrix[(panel * size + row) * columns + column]! : 0;
  });
}

for (const set of sets) {
  describe(`kernels for ${set} read and write where they are told`, () => {
    const arena = new Arena(set);

    test('in products of packed panels, at any address of 32 bits', () => {
      fc.assert(
        fc.property(length(70), length(70), length(90), fc.constantFrom(...places), (m, n, k, place) => {
          const [left, right] = [values(m * k), values(n * k).reverse()];
          const [a, b] = [panelsOf(left, m, k, 4), panelsOf(right, n, k, 8)];
          const [aAt, bAt, cAt] = addressesOf(place, [a.length, b.length, m * n]) as [number, number, number];
          arena.floats(aAt, a.length).set(a);
          arena.floats(bAt, b.length).set(b);
          poisonAround(arena, cAt, m * n);
          const sizes = { batchA: 1, batchB: 1, m, n, k, transposeA: 0, transposeB: 1 };
          arena.describe(described, describeProduct({ y: cAt, left: aAt, right: bAt, ...sizes }));
          arena.run('multiply', described, Math.ceil(n / 64));
          const expected = Float64Array.from({ length: m * n }, (_, i) => {
            const [row, column] = [Math.floor(i / n), i % n];
            let sum = 0;
            for (let t = 0; t < k; t++) sum += left[row * k + t]! * right[column * k + t]!;
            return sum;
          });
          expectWritten(arena, cAt, expected);
        }),
        { numRuns: 40 },
      );
    });

    test('in products at the points of tiles, which go on with sums that are there', () => {
      fc.assert(
        fc.property(length(40), length(3), length(30), fc.constantFrom(...places), (m, panels, k, place) => {
          const points = 36;
          const whole = 4 * Math.ceil(m / 4);
          const counts = [points * whole * k, points * panels * 8 * k, points * panels * m * 8];
          const [aAt, bAt, cAt] = addressesOf(place, counts) as [number, number, number];
          const [a, b] = [values(counts[0]!), values(counts[1]!).reverse()];
          arena.floats(aAt, a.length).set(a);
          arena.floats(bAt, b.length).set(b);
          poisonAround(arena, cAt, counts[2]!);
          arena.floats(cAt, counts[2]!).fill(2);
          const steps = { leftStep: 4 * whole * k, rightStep: 32 * panels * k, productStep: 32 * panels * m };
          const addresses = { left: aAt, right: bAt, products: cAt, ...steps };
          arena.describe(described, describePointProducts({ ...addresses, m, k, panels, add: 1 }));
          arena.run('winogradMultiply', described, points * Math.ceil(m / 64));
          const expected = Float64Array.from({ length: counts[2]! }, (_, i) => {
            const [point, panel, row, lane] = [
              Math.floor(i / (panels * m * 8)),
              Math.floor(i / (m * 8)) % panels,
              Math.floor(i / 8) % m,
              i % 8,
            ];
            let sum = 2;
            for (let t = 0; t < k; t++)
              sum +=
                a[point * whole * k + (Math.floor(row / 4) * k + t) * 4 + (row % 4)]! *
                b[((point * panels + panel) * k + t) * 8 + lane]!;
            return sum;
          });
          expectWritten(arena, cAt, expected);
        }),
        { numRuns: 10 },
      );
    });

    test.each(places)('from another thread as well: %s', async (place) => {
      const [channels, run] = [5, 37];
      const [xAt, yAt] = addressesOf(place, [channels * run, channels * run]) as [number, number];
      const [scale, shift] = [8192, 8256];
      const x = values(channels * run);
      arena.floats(xAt, x.length).set(x);
      arena.floats(scale, channels).set([1, 2, 3, 4, 5]);
      arena.floats(shift, channels).set([5, 4, 3, 2, 1]);
      poisonAround(arena, yAt, x.length);
      arena.describe(
        described,
        describeChannels({ y: yAt, x: xAt, scale, shift, samples: 1, channels, run, group: 1 }),
      );
      const job = { name: 'channelAffine', described, items: channels };
      const workerData = { memory: arena.memory, module: arena.module, set, ...job };
      const [code] = await once(new Worker(thread, { eval: true, workerData }), 'exit');
      expect(code).toBe(0);
      expectWritten(
        arena,
        yAt,
        Float64Array.from(x, (value, i) => value * (Math.floor(i / run) + 1) + 5 - Math.floor(i / run)),
      );
    });
  });
}

test('addresses are tested for every instruction set that was compiled and that the processor has', () => {
  expect(new Set(sets).size).toBe(sets.length);
});
