import { disposable, DisposedBackendError, type Backend, type Data, type Handle } from '@spikegrad/core';
import type { Device, Slot } from './device/device.js';
import { kernelsOf } from './kernels/kernels.js';

/** A backend on a GPU. */
export interface GpuBackend extends Backend {
  /** `webgpu` or `webgl2`. */
  readonly name: string;
  /** The name of the device, from its driver. */
  readonly adapter: string;
  /** Whether it is a software renderer, which computes on the processor. */
  readonly isSoftware: boolean;
}

/** The description of a device. */
export type Named = Pick<GpuBackend, 'adapter' | 'isSoftware'>;

/** Makes the backend of a device. */
export const backendOver = (device: Device, { adapter, isSoftware }: Named): GpuBackend =>
  disposable({
    name: device.engine.mode,
    adapter,
    isSoftware,
    dtypes: ['float32'],
    kernels: kernelsOf(device),
    write: (data: Data): Handle => device.write(data as Float32Array),
    read: (handle: Handle) => device.read(handle as Slot),
    free: (handle: Handle) => device.free(handle as Slot),
    memory: () => device.report(),
    resetPeak: () => device.resetPeak(),
    dispose: () => device.end(new DisposedBackendError(device.engine.mode)),
  });
