import { describe, expect, test } from '@jest/globals';
import { cpu, tensor, type Backend } from '@spikegrad/core';
import { wasm } from '@spikegrad/wasm';
import { DeviceLostError, gpu, NoGpuError } from '../../src/index.js';
import { flatClaims } from '../suites/flat.js';
import { networkClaims } from '../suites/networks.js';
import { stepClaims } from '../suites/steps.js';
import { watchBuffers } from './buffers.js';

const { live, devices } = watchBuffers();

test('a program that stands in for a GPU fails unless it is allowed', async () => {
  await expect(gpu()).rejects.toThrow(NoGpuError);
  await expect(gpu()).rejects.toThrow(/SwiftShader.*allowSoftware/i);
});

describe('training on WebGPU:', () => {
  test('the backend says what computes', async () => {
    const backend = await gpu({ allowSoftware: true });
    expect([backend.name, backend.isSoftware]).toEqual(['webgpu', true]);
    expect(backend.adapter).toMatch(/swiftshader/i);
    expect(backend.memory()).toEqual({ tensors: 0, bytes: 0, peakBytes: 0 });
  });

  const claimsOf = (backend: Backend) => [
    ...stepClaims(backend, wasm({ threads: 1 }), 20),
    ...networkClaims(backend),
    ...flatClaims(backend, 1000, live),
  ];
  // Their names are the same on any backend; each is held on one that nothing else used.
  for (const [place, { name }] of claimsOf(cpu()).entries())
    test(name, async () => {
      await claimsOf(await gpu({ allowSoftware: true }))[place]!.run();
    });
});

test('a device that is lost ends in a typed error that names the operation', async () => {
  const backend = await gpu({ allowSoftware: true });
  const x = tensor([1, 2, 3], { backend });
  expect(Array.from(await x.exp().data())).toHaveLength(3);
  devices.at(-1)!.destroy();
  await expect(x.exp().data()).rejects.toThrow(DeviceLostError);
  expect(() => x.exp()).toThrow(/^\[(exp|read)\] expected a device that stays/);
});
