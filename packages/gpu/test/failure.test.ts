import { describe, expect, test } from '@jest/globals';
import { ones, Random, scope, tensor, ValueError } from '@spikegrad/core';
import { backendOver } from '../src/backend.js';
import { Device } from '../src/device.js';
import { GpuJsEngine, type Built, type Value } from '../src/gpujs.js';
import { DeviceLostError, gpu, LaunchError, NoGpuError, OutOfMemoryError } from '../src/index.js';
import { deviceOn, onMode } from './backends.js';

/** A device whose launches fail from some moment on. */
class Failing extends GpuJsEngine {
  reason: string | null = null;

  override launch(built: Built, size: number, args: readonly unknown[]): Value | Promise<Value> {
    if (this.reason !== null) throw new Error(this.reason);
    return super.launch(built, size, args);
  }
}

const failing = () => {
  const engine = new Failing('cpu');
  const backend = backendOver(new Device(engine), { adapter: 'a test', isSoftware: true });
  return { engine, backend };
};

describe('a device that fails', () => {
  test.each([
    ['WebGPU device was lost; call kernel.destroy()', DeviceLostError],
    ['argument "x" needs 9 bytes but this device allows 8 per storage buffer', OutOfMemoryError],
    ['WebGL is out of memory', OutOfMemoryError],
    ['Error compiling WGSL compute shader', LaunchError],
  ])('by "%s" ends in a typed error that names the operation', async (reason, kind) => {
    const { engine, backend } = failing();
    const x = ones([3], { backend });
    engine.reason = reason;
    const y = x.exp();
    expect(() => y.matmul(y)).toThrow();
    await expect(y.data()).rejects.toThrow(kind);
    await expect(y.data()).rejects.toThrow(/^\[exp\] /);
    expect(() => y.add(1)).toThrow(kind);
  });

  test('outside of any call refuses every read that waits and every call to come', async () => {
    const { engine, backend } = failing();
    const x = ones([3], { backend });
    engine.onFailure(new Error('the device was lost: unplugged'));
    await expect(x.data()).rejects.toThrow(/unplugged/);
    expect(() => x.add(1)).toThrow(DeviceLostError);
    expect(() => {
      x.dispose();
    }).not.toThrow();
    expect(backend.memory().tensors).toBe(0);
  });

  test('fails alone: another is as it was', async () => {
    const { engine, backend } = failing();
    engine.reason = 'lost';
    ones([3], { backend });
    expect(Array.from(await ones([3], { backend: onMode('cpu') }).data())).toEqual([1, 1, 1]);
  });
});

describe('gpu()', () => {
  test('says for every rung why there is none here and what helps', async () => {
    await expect(gpu()).rejects.toThrow(NoGpuError);
    await expect(gpu()).rejects.toThrow(
      /webgpu: navigator.gpu is missing; run npm install webgpu.*webgl2: WebGL2 needs/,
    );
    await expect(gpu({ prefer: 'webgl2' })).rejects.toThrow(/webgl2: .*; webgpu: /);
    await expect(gpu({ prefer: 'webgl2', fallback: false })).rejects.not.toThrow(/webgpu/);
  });

  test('knows two rungs', async () => {
    await expect(gpu({ prefer: 'cuda' as 'webgpu' })).rejects.toThrow(ValueError);
  });
});

describe('tensors larger than a kernel takes', () => {
  test('are computed by the host in their turn, together with those that are not', async () => {
    const backend = backendOver(deviceOn('webasm', 10), { adapter: 'a test', isSoftware: true });
    const [large, small] = [new Random(1).normal([6, 5], { backend }), tensor([1, 2, 3, 4, 5], { backend })];
    const y = scope(() => large.mul(small).add(1).sum(1).exp());
    const [a, b] = [await large.data(), await small.data()];
    const expected = Array.from({ length: 6 }, (_, i) =>
      Math.exp(Array.from(b, (value, j) => a[5 * i + j]! * value + 1).reduce((sum, each) => sum + each)),
    );
    (await y.data()).forEach((value, i) => expect(value / expected[i]!).toBeCloseTo(1, 4));
    for (const each of [large, small, y]) each.dispose();
    expect(backend.memory().tensors).toBe(0);
  });
});
