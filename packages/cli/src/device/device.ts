import { provideWebGpu } from '@spikegrad/runs';
import {
  chooseFastest,
  DeviceError,
  type DeviceAttempt,
  type DeviceName,
  type DeviceOptions,
  type MakeNative,
} from '@spikegrad/trainer';

/**
 * Where a run computes. `gpu` takes the first of the two ways to one that passes its self-test. `auto` takes the first of native, wasm and cpu
 * that passes, or a GPU where a short step is faster there.
 */
export type Device = 'auto' | 'gpu' | 'native' | 'wasm' | 'cpu';

export const devices = ['auto', 'gpu', 'native', 'wasm', 'cpu'] as const satisfies readonly Device[];

const gpus = ['webgpu', 'webgl2'] as const;

/** What each choice tries, in this order; the fastest of several lists is taken. */
const tries: Readonly<Record<Device, readonly (readonly DeviceName[])[]>> = {
  auto: [gpus, ['native', 'wasm', 'cpu']],
  gpu: [gpus],
  native: [['native']],
  wasm: [['wasm']],
  cpu: [['cpu']],
};

/** The choice that takes a backend of this name. */
export const deviceOf = (backend: string): Device => devices.find((each) => each === backend) ?? 'gpu';

/** The native kernels, if their package is installed. @throws DeviceError */
async function provideNative(): Promise<MakeNative> {
  try {
    return (await import('@spikegrad/native')).native;
  } catch (error) {
    throw new DeviceError('native', 'the package @spikegrad/native (npm install @spikegrad/native)', String(error));
  }
}

/**
 * Takes a device for all tensors to come. @returns every device that was tried, the taken one last
 * @throws DeviceError when none passes
 */
export const takeDevice = (device: Device, options: DeviceOptions = {}): Promise<readonly DeviceAttempt[]> =>
  chooseFastest(tries[device], { provideWebGpu, provideNative, ...options });
