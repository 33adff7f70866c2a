import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cpu, defaultBackend, use } from '@spikegrad/core';
import { wasm } from '@spikegrad/wasm';
import { NativeError } from '@spikegrad/native';
import { chooseFastest } from '@spikegrad/trainer';
import { deviceOf, takeDevice } from '../src/device/device.js';
import { provideWebGpu } from '../../runs/src/device/nodeGpu.js';
import { beginOnDevice } from '../src/commands/command.js';
import { dataFolder } from '../../datasets/test/records.js';
import { small } from '../../trainer/test/tinyConfig.js';
import { spikegrad } from './commandLine.js';

beforeAll(() => {
  const gpu = { requestAdapter: () => Promise.resolve(null) };
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
});
afterAll(() => {
  Reflect.deleteProperty(globalThis, 'navigator');
  return use(cpu());
});

/** Whatever the machine has, here it has no GPU. */
const noGpu = [
  { device: 'webgpu', refusal: expect.stringContaining('no adapter was found'), detail: null },
  { device: 'webgl2', refusal: 'WebGL2 needs a browser', detail: null },
];

const noNative = () => Promise.reject(new NativeError('native', 'compiled kernels', 'none'));
const refusedNative = {
  device: 'native',
  refusal: '[native] expected compiled kernels but received none',
  detail: null,
};
/** Passes for native kernels where no compiler has built them. */
const likeNative = (options: { readonly threads?: number }) => Object.assign(wasm(options), { instructions: 'avx2' });

describe('a device', () => {
  test('is taken for all tensors to come, after its self-test', async () => {
    expect(await takeDevice('cpu')).toEqual([{ device: 'cpu', refusal: null, detail: null }]);
    expect(defaultBackend().name).toBe('cpu');
  });

  test('auto is the first of native, wasm and cpu that passes, where there is no GPU', async () => {
    const threads = 2;
    const attempts = await takeDevice('auto', { threads, provideNative: noNative });
    expect(attempts).toEqual([...noGpu, refusedNative, { device: 'wasm', refusal: null, detail: '2 threads' }]);
    expect(defaultBackend().name).toBe('wasm');
    const made = await takeDevice('auto', { threads, provideNative: () => Promise.resolve(likeNative) });
    expect(made).toEqual([...noGpu, { device: 'native', refusal: null, detail: 'avx2, 2 threads' }]);
  });

  test('of several kinds is the one on which a short step is fastest', async () => {
    const slow = { ...cpu(), name: 'slow' };
    const provideNative = () => Promise.resolve(() => Object.assign(slow, { instructions: 'none', threads: 1 }));
    const attempts = await chooseFastest([['native'], ['wasm']], { threads: 1, provideNative });
    expect(attempts).toEqual([
      {
        device: 'native',
        refusal: expect.stringMatching(/^a short step takes [\d.]+ ms, on wasm [\d.]+ ms$/),
        detail: null,
      },
      { device: 'wasm', refusal: null, detail: '1 thread' },
    ]);
    expect(defaultBackend().name).toBe('wasm');
  });

  test.each([
    ['cpu', 'cpu'],
    ['wasm', 'wasm'],
    ['native', 'native'],
    ['webgpu', 'gpu'],
  ])('of a backend named %s is the choice %s', (backend, device) => {
    expect(deviceOf(backend)).toBe(device);
  });

  test('is said to people with what was refused before it, and to machines in one event', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      for (const json of [false, true]) await beginOnDevice({ device: 'auto', threads: 2, json });
      const [webgpu, webgl2, ...rest] = log.mock.calls.flat();
      expect(webgpu).toMatch(/^webgpu is not available: no adapter was found/);
      expect(webgl2).toBe('webgl2 is not available: WebGL2 needs a browser');
      expect(rest.slice(-2)).toEqual([
        expect.stringMatching(/^computing on (native, .*|wasm, )2 threads$/),
        expect.stringMatching(
          /^\{"event":"device","device":"(native|wasm)","detail":".*2 threads","refused":\{"webgpu":"no adapter.*"webgl2":"WebGL2 /,
        ),
      ]);
    } finally {
      log.mockRestore();
    }
  });

  test('gpu is WebGPU or WebGL2, and where there is neither says why and what helps', async () => {
    await expect(takeDevice('gpu')).rejects.toThrow(
      /one of webgpu, webgl2 to pass .*webgpu: .*webgl2: WebGL2 needs a browser/,
    );
  });

  test('of WebGPU is not even loaded where Linux shows no GPU', async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'navigator')!;
    Object.defineProperty(globalThis, 'navigator', { value: undefined, configurable: true });
    const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
    Object.defineProperty(process, 'platform', { value: 'linux', configurable: true });
    try {
      expect(await provideWebGpu({ exists: () => false, env: {} })).toBe(
        'no GPU was found: WebGPU in Node needs a GPU with its driver and the package webgpu (npm install webgpu)',
      );
    } finally {
      Object.defineProperty(process, 'platform', platform);
      Object.defineProperty(globalThis, 'navigator', own);
    }
  });

  test('that cannot start is refused with its reason, and the next is tried', async () => {
    const memory = WebAssembly.Memory;
    WebAssembly.Memory = function refuse() {
      throw new Error('no WebAssembly here');
    } as unknown as typeof memory;
    try {
      const attempts = await takeDevice('auto', { provideNative: noNative });
      expect(attempts).toEqual([
        ...noGpu,
        refusedNative,
        { device: 'wasm', refusal: expect.stringContaining('no WebAssembly here'), detail: null },
        { device: 'cpu', refusal: null, detail: null },
      ]);
      await expect(takeDevice('wasm')).rejects.toThrow(/\[device\] expected one of wasm .*no WebAssembly here/);
    } finally {
      WebAssembly.Memory = memory;
    }
  });
});

test('a resumed run computes where it computed before, unless another device is asked for', async () => {
  const folder = await dataFolder();
  const out = join(folder, 'run');
  const data = { train: [join(folder, 'train.bin')], test: [join(folder, 'test.bin')], workers: 0 };
  const config = { ...small, iterations: 1, schedule: 'constant', data };
  await writeFile(join(folder, 'run.json'), JSON.stringify(config));
  const begun = await spikegrad('train', join(folder, 'run.json'), '--out', out, '--device', 'cpu');
  expect(begun).toMatchObject({ code: 0, out: expect.stringContaining('computing on cpu') });
  const resumed = await spikegrad('train', '--resume', out, '--iterations', '2');
  expect(resumed).toMatchObject({ code: 0, out: expect.stringContaining('computing on cpu') });
  const moved = await spikegrad('train', '--resume', out, '--iterations', '3', '--device', 'wasm', '--threads', '1');
  expect(moved).toMatchObject({ code: 0, err: expect.stringContaining('the run began on cpu and continues on wasm') });
});
