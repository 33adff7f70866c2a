import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { conv2d, fromData, Random, type Backend } from '@spikegrad/core';
import {
  createBackend,
  KernelSetError,
  kernelNames,
  requiredKernels,
  wasmSizes,
  type KernelName,
  type KernelSet,
} from '@spikegrad/wasm/kernels';
import { kernelBytes } from '../src/generated/kernelBytes.js';

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const load = createRequire(import.meta.url);
const module = fileOf('countingKernels.cjs');
const { bind } = load(module) as Pick<KernelSet, 'bind'>;

/** A set that counts, and how often a thread called a kernel, or any of them. */
function counting(parts: Partial<KernelSet> = {}) {
  const counts = new Int32Array(new SharedArrayBuffer(4 * 4 * kernelNames.length));
  const set: KernelSet = { name: 'counting', bind, module, settings: { counts }, ...parts };
  const calls = (thread: number, name?: KernelName): number => {
    const own = counts.subarray(thread * kernelNames.length, (thread + 1) * kernelNames.length);
    return name ? own[kernelNames.indexOf(name)]! : own.reduce((sum, each) => sum + each, 0);
  };
  return { set, calls };
}

/** Results of every family: a product, a sparse and a dense convolution and their gradients, and sums. */
function compute(backend: Backend, density = 0.1): readonly Float32Array[] {
  const random = new Random(1);
  const spikes = random
    .uniform([4, 16, 12, 12])
    .dataSync()
    .map((value) => (value < density ? 1 : 0));
  const x = fromData(spikes, [4, 16, 12, 12], { backend, requiresGrad: true });
  const w = random.normal([32, 16, 3, 3], { backend, requiresGrad: true });
  const y = conv2d(x, w, null, { padding: 1 });
  y.backward({ gradient: random.normal(y.shape, { backend }) });
  const strided = conv2d(x, w, null, { stride: 2 });
  const product = y.reshape([32, -1]).matmul(y.reshape([32, -1]).transpose());
  return [y, x.grad!, w.grad!, strided, product, y.sum([2, 3])].map((each) => each.dataSync() as Float32Array);
}

const expected = compute(createBackend(1));

describe('a second kernel set', () => {
  test('lists the kernels of the module, each once', () => {
    const names = WebAssembly.Module.exports(new WebAssembly.Module(kernelBytes(false))).map(({ name }) => name);
    const others = ['exp4', 'tanh4', 'log4', 'log1p4', 'erf4', 'pow4', 'locate', 'heapBase', 'memory'];
    expect([...requiredKernels, ...others].sort()).toEqual(names.sort());
  });

  test('takes the place of the WebAssembly kernels on one thread', () => {
    const { set, calls } = counting();
    const backend = createBackend(1, { kernels: set });
    expect(backend.name).toBe('counting');
    expect(compute(backend)).toEqual(expected);
    for (const name of ['gatherEvents', 'gatherGradients', 'winogradBlocks', 'multiply', 'sumMiddle'] as const)
      expect(calls(0, name)).toBeGreaterThan(0);
    expect(calls(1)).toBe(0);
  });

  test('takes their place on every thread', () => {
    const { set, calls } = counting();
    const backend = createBackend(2, { kernels: set, sharedFrom: 0 });
    const deadline = performance.now() + 100_000;
    while ((calls(0) === 0 || calls(1) === 0) && performance.now() < deadline)
      expect(compute(backend)).toEqual(expected);
    expect([calls(0) > 0, calls(1) > 0]).toEqual([true, true]);
    backend.dispose();
  });

  test('has crossovers of its own', () => {
    const never = { ones: 0, valued: 0 };
    const crossovers = { gatherOverWinograd: never, gatherOverWinogradGradient: never, gatherOverProducts: never };
    const { set, calls } = counting({ crossovers });
    expect(compute(createBackend(1, { kernels: set }))).toEqual(compute(createBackend(1, { dense: true })));
    expect(calls(0, 'gatherEvents')).toBe(0);
  });

  test('has sizes of its own', () => {
    const { gather } = wasmSizes;
    const items = [gather.positionsAtOnce, 32].map((positionsAtOnce) => {
      const { set, calls } = counting({ sizes: { gather: { ...gather, positionsAtOnce } } });
      expect(compute(createBackend(1, { kernels: set }))).toEqual(expected);
      return calls(0, 'gatherEvents');
    });
    expect(items[0]).toBeGreaterThan(0);
    expect(items[1]).toBe(items[0]);
  });

  const broken = (change: (own: Record<string, unknown>) => void): KernelSet['bind'] => {
    return (memory, wasm, settings) => {
      const own = { ...bind(memory, wasm, settings) };
      change(own);
      return own;
    };
  };
  test.each([
    [
      'a family without one of its kernels',
      (own) => delete own['packRight'],
      'family multiply, or none but received a set without packRight',
    ],
    ['a kernel that nobody knows', (own) => (own['divide'] = own['multiply']), 'but received divide'],
    ['a kernel that is no function', (own) => (own['gather'] = 3), 'a function for gather but received number'],
  ] as const satisfies readonly (readonly [string, (own: Record<string, unknown>) => unknown, string])[])(
    'is refused with %s',
    (_, change, message) => {
      const { set } = counting({ bind: broken(change) });
      expect(() => createBackend(1, { kernels: set })).toThrow(KernelSetError);
      expect(() => createBackend(1, { kernels: set })).toThrow(message);
    },
  );

  test('fails with sizes of a family that it does not replace', () => {
    const single: KernelSet['bind'] = (memory, wasm, settings) => {
      const { sumMiddle } = bind(memory, wasm, settings);
      return { sumMiddle: sumMiddle! };
    };
    expect(compute(createBackend(1, { kernels: counting({ bind: single }).set }))).toEqual(expected);
    const { set } = counting({ bind: single, sizes: { winograd: wasmSizes.winograd } });
    expect(() => createBackend(1, { kernels: set })).toThrow(
      '[counting] expected sizes of families that the set replaces but received sizes of winograd',
    );
  });
});

describe('a thread that cannot bind its kernels', () => {
  test.each([
    ['a module that is missing', fileOf('missing.cjs'), /missing\.cjs but received Error: Cannot find module/],
    ['a module without bind', fileOf('../../../package.json'), /expected a module that exports bind/],
    ['a family without one of its kernels', fileOf('incompleteKernels.cjs'), /without packRight/],
  ])('is a typed error before the first job: %s', (_, path, message) => {
    const { set, calls } = counting({ module: path });
    const backend = createBackend(3, { kernels: set, sharedFrom: 0 });
    const x = new Random(1).normal([64, 64], { backend });
    for (const thing of [KernelSetError, message]) expect(() => x.matmul(x)).toThrow(thing);
    expect(calls(0)).toBe(0);
    backend.dispose();
  });
});
