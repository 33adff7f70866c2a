import { BackendError, OutOfMemoryError } from '@spikegrad/core';

/** No rung of the ladder computes here; the message says why for each. */
export class NoGpuError extends BackendError {
  /** Why each rung was refused, in the order they were tried. */
  readonly refusals: readonly string[];

  constructor(refusals: readonly (readonly [rung: string, reason: string])[]) {
    super('gpu', 'a GPU that passes its self-test', refusals.map(([rung, reason]) => `${rung}: ${reason}`).join('; '));
    this.refusals = refusals.map(([, reason]) => reason);
  }
}

/** The device is gone, and with it every tensor on it. */
export class DeviceLostError extends BackendError {}

/** A kernel that the device or gpu.js refused. */
export class LaunchError extends BackendError {}

/** What went wrong on the device, named after the last operation that was begun. */
export function failureOf(operation: string, reason: unknown): BackendError {
  const said = reason instanceof Error ? reason.message : String(reason);
  const kind = reason instanceof Object ? reason.constructor.name : '';
  if (/\blost\b/i.test(said))
    return new DeviceLostError(operation, 'a device that stays; create another backend and move the model', said);
  if (kind === 'GPUOutOfMemoryError' || /out of memory|per storage buffer|OUT_OF_MEMORY|allocation failed/i.test(said))
    return new OutOfMemoryError(
      operation,
      'room on the device (free what a step makes with scope(), or try a smaller batch)',
      said,
    );
  return new LaunchError(operation, 'a kernel that the device takes', said);
}
