import { afterEach, expect, test } from '@jest/globals';
import { cpu, defaultBackend, sizeOf, use, type Kernels } from '@spikegrad/core';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { small } from '../../trainer/test/tinyConfig.js';
import { codeHashOf, hasStableBits } from '../src/bench/codeHash.js';

const configOf = (sections: object = {}) =>
  parseConfig({ ...small, data: { train: ['a'], test: ['b'] }, ...sections }, 'run');

const before = defaultBackend();
afterEach(() => use(before));

test('a code hash is of 16 digits, the same each time, and does not depend on the seed or the length of a run', async () => {
  const hash = await codeHashOf(configOf());
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(await codeHashOf(configOf({ seed: 2, iterations: 50 }))).toBe(hash);
});

test('another config has another code hash', async () => {
  const hashes = [configOf(), configOf({ neuron: { tau: 2.001 } }), configOf({ optimizer: { learningRate: 0.1001 } })];
  expect(new Set(await Promise.all(hashes.map(codeHashOf))).size).toBe(hashes.length);
});

test('code that computes one number of a weight gradient otherwise has another code hash', async () => {
  const hash = await codeHashOf(configOf());
  const plain = cpu();
  const conv2dWeightGradient: Kernels['conv2dWeightGradient'] = (call) => {
    const made = plain.kernels.conv2dWeightGradient(call);
    const data = plain.readSync!(made, 'float32', sizeOf(call.shape));
    plain.free(made);
    return plain.write(
      Float32Array.from(data, (value, i) => (i === 0 ? value + 1e-3 : value)),
      'float32',
    );
  };
  await use({ ...plain, kernels: { ...plain.kernels, conv2dWeightGradient } });
  expect(await codeHashOf(configOf())).not.toBe(hash);
});

test('a GPU has no stable bits', async () => {
  expect(hasStableBits()).toBe(true);
  await use({ ...cpu(), name: 'webgpu' });
  expect(hasStableBits()).toBe(false);
});
