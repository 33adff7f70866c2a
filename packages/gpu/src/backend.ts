import { disposable, DisposedBackendError, type Backend, type Data, type Handle } from '@spikegrad/core';
import type { Device, Slot } from './device/device.js';
import { kernelsOf } from './kernels/kernels.js';

/** A backend on a GPU. */
export interface GpuBackend extends Backend {
  /** The rung that computes. */
  readonly name: string;
  /** What the driver calls the device. */
  readonly adapter: string;
  /** Whether the "device" is a program on the processor. */
  readonly isSoftware: boolean;
}

/** What is known of a device beside what it computes. */
export type Named = Pick<GpuBackend, 'adapter' | 'isSoftware'>;

/** A device as the rest of the house sees it. */
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
