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
 * The device of a run. `gpu` is the first of WebGPU and WebGL2 that passes its self-test. `auto` is the first of
 * native, wasm and cpu that passes its self-test, or a GPU if a short training step is faster there.
 */
export type Device = 'auto' | 'gpu' | 'native' | 'wasm' | 'cpu';

export const devices = ['auto', 'gpu', 'native', 'wasm', 'cpu'] as const satisfies readonly Device[];

const gpus = ['webgpu', 'webgl2'] as const;

/** The backends that each choice tries, in this order. Of several lists, the one with the fastest backend is chosen. */
const candidates: Readonly<Record<Device, readonly (readonly DeviceName[])[]>> = {
  auto: [gpus, ['native', 'wasm', 'cpu']],
  gpu: [gpus],
  native: [['native']],
  wasm: [['wasm']],
  cpu: [['cpu']],
};

/** The choice that a backend of this name belongs to. */
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
 * Chooses the device of new tensors. @returns every device that was tried, the chosen one last
 * @throws DeviceError when none passes
 */
export const takeDevice = (device: Device, options: DeviceOptions = {}): Promise<readonly DeviceAttempt[]> =>
  chooseFastest(candidates[device], { provideWebGpu, provideNative, ...options });
