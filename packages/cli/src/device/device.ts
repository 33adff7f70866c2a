import { climb, type LadderOptions, type Rung, type RungName } from '@spikegrad/trainer';
import { provideWebGpu } from '@spikegrad/runs';

/** Where a run computes; `auto` takes the first that passes its self-test, `gpu` the first of the two that reach one. */
export type Device = 'auto' | 'gpu' | 'wasm' | 'cpu';

export const devices = ['auto', 'gpu', 'wasm', 'cpu'] as const satisfies readonly Device[];

/** @see takeDevice */
export type DeviceOptions = Pick<LadderOptions, 'threads'>;

/** What each choice tries, fastest first. */
const ladders: Readonly<Record<Device, readonly RungName[]>> = {
  auto: ['webgpu', 'webgl2', 'wasm', 'cpu'],
  gpu: ['webgpu', 'webgl2'],
  wasm: ['wasm'],
  cpu: ['cpu'],
};

/**
 * Takes a device for all tensors to come. @returns every device that was tried, the taken one last
 * @throws DeviceError when none passes
 */
export const takeDevice = (device: Device, options: DeviceOptions = {}): Promise<readonly Rung[]> =>
  climb(ladders[device], { ...options, provideWebGpu });
