import { describe, expect, jest, test } from '@jest/globals';
import { ones, Random, scope, tensor, ValueError } from '@spikegrad/core';
import { backendOver } from '../src/backend.js';
import { Device } from '../src/device/device.js';
import { GpuJsEngine, type Built, type Value } from '../src/device/gpujs.js';
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

  test('outside any call refuses every read that waits and every call to come', async () => {
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

  test('has no room left, as WebGPU says it, names the operation begun last', async () => {
    class GPUOutOfMemoryError extends Error {}
    const { engine, backend } = failing();
    const y = ones([3], { backend }).tanh();
    engine.onFailure(new GPUOutOfMemoryError('createBuffer'));
    await expect(y.data()).rejects.toThrow(OutOfMemoryError);
    await expect(y.data()).rejects.toThrow(/^\[tanh\] expected room on the device/);
  });

  test('fails alone: another is unchanged', async () => {
    const { engine, backend } = failing();
    engine.reason = 'lost';
    ones([3], { backend });
    expect(Array.from(await ones([3], { backend: onMode('cpu') }).data())).toEqual([1, 1, 1]);
  });
});

describe('gpu()', () => {
  test('has the reason for every API and what helps', async () => {
    await expect(gpu()).rejects.toThrow(NoGpuError);
    await expect(gpu()).rejects.toThrow(
      /webgpu: navigator.gpu is missing; run npm install webgpu.*webgl2: WebGL2 needs/,
    );
    await expect(gpu({ prefer: 'webgl2' })).rejects.toThrow(/webgl2: .*; webgpu: /);
    await expect(gpu({ prefer: 'webgl2', fallback: false })).rejects.not.toThrow(/webgpu/);
  });

  test('knows two APIs', async () => {
    await expect(gpu({ prefer: 'cuda' as 'webgpu' })).rejects.toThrow(ValueError);
    await expect(gpu({ prefered: 'webgl2' } as object)).rejects.toThrow(
      "[gpu] expected known options but received 'prefered'",
    );
  });
});

describe('tensors larger than a kernel takes', () => {
  const small = () => backendOver(deviceOn('webasm', 10), { adapter: 'a test', isSoftware: true });

  test('are one tensor of as many bytes in the accounts, and leave no tensors', async () => {
    const backend = small();
    const x = new Random(1).normal([6, 5], { backend });
    expect(backend.memory()).toMatchObject({ tensors: 1, bytes: 120 });
    const y = scope(() => x.mul(2).add(1).exp());
    expect(backend.memory()).toMatchObject({ tensors: 2, bytes: 240 });
    expect(await y.data()).toHaveLength(30);
    for (const each of [x, y]) each.dispose();
    expect(backend.memory()).toMatchObject({ tensors: 0, bytes: 0 });
  });

  test('are computed without a read as long as rows fit, and by the host in its turn where they do not', async () => {
    const device = deviceOn('webasm', 10);
    const read = jest.spyOn(device.engine, 'read');
    const backend = backendOver(device, { adapter: 'a test', isSoftware: true });
    const [x, v] = [new Random(1).normal([6, 5], { backend }), tensor([1, 2, 3, 4, 5], { backend })];
    const rows = scope(() => x.mul(v).sum(1));
    expect(read).not.toHaveBeenCalled();
    const turned = scope(() => x.transpose().mul(1));
    expect(read).toHaveBeenCalled();
    const [values, given] = [await x.data(), await v.data()];
    (await rows.data()).forEach((value, i) =>
      expect(value).toBeCloseTo(
        Array.from(given).reduce((sum, each, j) => sum + each * values[5 * i + j]!, 0),
        4,
      ),
    );
    (await turned.data()).forEach((value, i) => expect(value).toBe(values[(i % 6) * 5 + Math.floor(i / 6)]));
  });
});
