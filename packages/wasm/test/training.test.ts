import { describe, expect, test } from '@jest/globals';
import { stateDict, type HostStateDict } from '@spikegrad/nn';
import { followReference, inTraining } from '../../online/test/followReference.js';
import { wasm } from '../src/index.js';
import { backendOf } from './backends.js';

describe('training on WebAssembly', () => {
  test('is the same twice, to the bit', async () => {
    const runs: HostStateDict[] = [];
    for (const backend of [wasm(), wasm()]) {
      const { model, learn } = inTraining(backend);
      for (let i = 0; i < 10; i++) await learn(i);
      runs.push(await stateDict(model));
    }
    expect(runs[0]).toEqual(runs[1]);
  });

  test('takes the same 200 steps on one and two threads to the bit, follows the reference from its states, and fires', async () => {
    const followed = await followReference([backendOf(1), backendOf(2)], 5);
    expect(followed.checked).toBe(40);
    expect(followed.close).toBeGreaterThan(36);
    expect(followed.mostLoss).toBeLessThan(1e-4);
    expect(followed.mostGradient).toBeLessThan(2e-4);
    expect(Math.min(...followed.rates)).toBeGreaterThan(0.02);
    expect(Math.max(...followed.rates)).toBeLessThan(0.6);
  });
});
