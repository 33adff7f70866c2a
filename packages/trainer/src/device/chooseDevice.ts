import { cpu, SpikegradError, use, type Backend } from '@spikegrad/core';
import { gpu, NoGpuError } from '@spikegrad/gpu';
import { wasm } from '@spikegrad/wasm';
import { selfTest } from './selfTest.js';
import { timeStep } from './timeStep.js';

/** A requested device that is not available or fails its self-test. */
export class DeviceError extends SpikegradError {}

/** The name of a backend. */
export type DeviceName = 'webgpu' | 'webgl2' | 'native' | 'wasm' | 'cpu';

/** Makes a backend of native kernels, as `native` of `@spikegrad/native` does. */
export type MakeNative = (options: {
  readonly threads?: number;
}) => Backend & { readonly instructions: string; readonly threads: number };

/** @see chooseDevice */
export interface DeviceOptions {
  /** Number of threads. @defaultValue that of the backend */
  readonly threads?: number;
  /** Whether to accept a software renderer as a GPU. @defaultValue `false` */
  readonly allowSoftware?: boolean;
  /**
   * Makes WebGPU available on a host without it. Returns why it cannot, or null. @defaultValue the WebGPU of the
   * host, if any
   */
  readonly provideWebGpu?: () => Promise<string | null>;
  /** Loads the native kernels; throws if there are none. @defaultValue none, as in browsers */
  readonly provideNative?: () => Promise<MakeNative>;
}

/** A backend and a short description of it. */
interface Made {
  readonly backend: Backend;
  readonly detail: string | null;
}

const makers = {
  webgpu: async ({ provideWebGpu, ...options }: DeviceOptions): Promise<Made> => {
    const missing = (await provideWebGpu?.()) ?? null;
    if (missing !== null) throw new NoGpuError([['webgpu', missing]]);
    return onGpu('webgpu', options);
  },
  webgl2: (options: DeviceOptions): Promise<Made> => onGpu('webgl2', options),
  native: async ({ threads, provideNative }: DeviceOptions): Promise<Made> => {
    if (provideNative === undefined) throw new DeviceError('native', 'a program that provides it', 'none');
    const backend = (await provideNative())(threads === undefined ? {} : { threads });
    return { backend, detail: `${backend.instructions}, ${counted(backend.threads)}` };
  },
  wasm: ({ threads: wanted }: DeviceOptions): Made => {
    const backend = wasm(wanted === undefined ? {} : { threads: wanted });
    const { threads, singleThreaded } = backend;
    return { backend, detail: singleThreaded === null ? counted(threads) : `${counted(threads)}: ${singleThreaded}` };
  },
  cpu: (): Made => ({ backend: cpu(), detail: null }),
} as const satisfies Record<DeviceName, (options: DeviceOptions) => Made | Promise<Made>>;

const counted = (threads: number): string => (threads === 1 ? '1 thread' : `${threads} threads`);

async function onGpu(prefer: 'webgpu' | 'webgl2', { allowSoftware = false }: DeviceOptions): Promise<Made> {
  const backend = await gpu({ prefer, fallback: false, allowSoftware });
  return { backend, detail: backend.adapter };
}

/** The result of trying one device. */
export interface DeviceAttempt {
  readonly device: DeviceName;
  /** Why it was rejected; `null` for the chosen one. */
  readonly refusal: string | null;
  /** A short description of the chosen one, such as its threads. */
  readonly detail: string | null;
}

/** The first device of a list that passes its self-test, if one does. */
interface Found {
  readonly tried: readonly DeviceAttempt[];
  readonly backend: Backend | null;
}

/**
 * Sets the first device that passes its self-test as that of new tensors. @returns every device that was tried, the
 * chosen one last
 * @throws DeviceError when none passes
 */
export async function chooseDevice(
  devices: readonly DeviceName[],
  options: DeviceOptions = {},
): Promise<readonly DeviceAttempt[]> {
  return chooseFastest([devices], options);
}

/**
 * The same for several lists. From the first device that passes in each list, it chooses the one with the fastest
 * short training step.
 *
 * @returns every device that was tried, the chosen one last @throws DeviceError when none passes
 */
export async function chooseFastest(
  lists: readonly (readonly DeviceName[])[],
  options: DeviceOptions = {},
): Promise<readonly DeviceAttempt[]> {
  const found: Found[] = [];
  for (const devices of lists) found.push(await firstOf(devices, options));
  const tried = found.flatMap((each) => each.tried);
  const passed = found.flatMap(({ tried: own, backend }) => (backend ? [{ backend, attempt: own.at(-1)! }] : []));
  if (passed.length === 0) {
    const reasons = tried.map(({ device, refusal }) => `${device}: ${refusal}`).join('; ');
    throw new DeviceError('device', `one of ${lists.flat().join(', ')} to pass its self-test`, reasons);
  }
  const timed: { backend: Backend; attempt: DeviceAttempt; time: number }[] = [];
  for (const each of passed) timed.push({ ...each, time: passed.length === 1 ? 0 : await timeStep(each.backend) });
  const [taken, ...slower] = timed.sort((one, other) => one.time - other.time);
  for (const { backend } of slower) backend.dispose?.();
  await use(taken!.backend);
  const refused = slower.map(({ attempt: { device }, time }) => {
    const refusal = `a short step takes ${time.toFixed(1)} ms, on ${taken!.attempt.device} ${taken!.time.toFixed(1)} ms`;
    return { device, refusal, detail: null };
  });
  return [...tried.filter(({ refusal }) => refusal !== null), ...refused, taken!.attempt];
}

async function firstOf(devices: readonly DeviceName[], options: DeviceOptions): Promise<Found> {
  const tried: DeviceAttempt[] = [];
  for (const device of devices) {
    const { backend, ...outcome } = await attempt(() => makers[device](options));
    tried.push({ device, ...outcome });
    if (outcome.refusal === null) return { tried, backend };
  }
  return { tried, backend: null };
}

/** Makes a backend and tests it. */
async function attempt(
  make: () => Made | Promise<Made>,
): Promise<Pick<DeviceAttempt, 'refusal' | 'detail'> & { readonly backend: Backend | null }> {
  try {
    const { backend, detail } = await make();
    return { refusal: await selfTest(backend), detail, backend };
  } catch (error) {
    if (error instanceof NoGpuError) return { refusal: error.refusals.join('; '), detail: null, backend: null };
    return { refusal: error instanceof Error ? error.message : String(error), detail: null, backend: null };
  }
}
