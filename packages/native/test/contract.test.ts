import { describe, expect, test } from '@jest/globals';
import { backendContract } from '@spikegrad/core/testing';
import { backendOf, sets } from './backends.js';

for (const set of sets) {
  for (const threads of [1, 2]) {
    describe(`kernels for ${set} pass the contract of every backend on ${threads} threads`, () => {
      for (const { name, run } of backendContract(backendOf(set, threads))) test(name, run);
    });
  }
}

test('a contract is run for every instruction set that was compiled and that the processor has', () => {
  expect(new Set(sets).size).toBe(sets.length);
});
