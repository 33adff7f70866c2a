import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromData, type Backend } from '@spikegrad/core';
import { createBackend, type KernelName } from '@spikegrad/wasm/kernels';
import { findKernels } from '../src/addon.js';
import { backendOf, sets } from './backends.js';
import { convolutions, fits, gradients } from '../../wasm/test/convolutions.js';

const convolution = convolutions({ samples: 2, channels: 20, outputs: [1, 40], size: 9, stride: 3 });

const listing: readonly KernelName[] = [
  ...(['maskEvents', 'sumMasks', 'countEvents', 'countPlaces', 'startEvents', 'listEvents', 'listPlaces'] as const),
  'findWindows',
];

/** Native kernels that go by the lists of WebAssembly. */
function withWasmLists(): Backend {
  const { set } = findKernels(sets[0]);
  const bind: typeof set.bind = (memory, wasm, settings) => ({
    ...set.bind(memory, wasm, settings),
    ...Object.fromEntries(listing.map((name) => [name, wasm[name]])),
  });
  return createBackend(1, { sharedFrom: 0, kernels: { ...set, bind } });
}

const [wasm, other] = [createBackend(1), sets.length > 0 ? withWasmLists() : null];

/** More zeros of one sign than a kernel compares at once. */
const zeros = (zero: 0 | -0): readonly number[] => Array.from({ length: 64 }, () => zero);

for (const set of sets) {
  const native = backendOf(set, 1);

  describe(`kernels for ${set} give the numbers of WebAssembly`, () => {
    test('in lists of events: sums over them have the same bits', () => {
      const sparse = fc.record({
        density: fc.constantFrom(0.02, 0.1, 0.15),
        outputs: fc.integer({ min: 8, max: 40 }),
        channels: fc.integer({ min: 1, max: 70 }),
        height: fc.integer({ min: 1, max: 20 }),
        width: fc.integer({ min: 1, max: 37 }),
      });
      fc.assert(
        fc.property(convolution, sparse, (any, some) => {
          const g = { ...any, ...some };
          fc.pre(fits(g));
          const [expected, received] = [other!, native].map((backend) =>
            gradients(backend, 'float32', g).map((x) => x.dataSync()),
          );
          expect(received).toEqual(expected);
        }),
        { numRuns: 60 },
      );
    });

    test('in largest entries, with NaN, both infinities and both zeros among them', () => {
      const entry = fc.oneof(
        { weight: 40, arbitrary: fc.constantFrom(-1, -2, -0) },
        { weight: 10, arbitrary: fc.constantFrom(0, -Infinity, 3) },
        { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
      );
      const shapes = fc.record({
        outer: fc.integer({ min: 1, max: 3 }),
        length: fc.integer({ min: 1, max: 150 }),
        inner: fc.constantFrom(1, 1, 2, 21, 70),
        pattern: fc.array(entry, { minLength: 1, maxLength: 97 }),
      });
      fc.assert(
        fc.property(shapes, ({ outer, length, inner, pattern }) => {
          const values = Array.from({ length: outer * length * inner }, (_, i) => pattern[i % pattern.length]!);
          const [expected, received] = [wasm, native].map((backend) =>
            fromData(values, [outer, length, inner], { backend }).max(1).dataSync(),
          );
          expect(received).toEqual(expected);
        }),
        { numRuns: 200, examples: [[{ outer: 1, length: 128, inner: 1, pattern: [...zeros(0), ...zeros(-0)] }]] },
      );
    });
  });
}

test('numbers are compared for every instruction set that was compiled and that the processor has', () => {
  expect(new Set(sets).size).toBe(sets.length);
});
