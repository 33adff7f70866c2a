import { BackendError, OutOfMemoryError } from '@spikegrad/core';

/** No API can be used; the message has the reason for each. */
export class NoGpuError extends BackendError {
  /** The reason for each API, in the order they were tried. */
  readonly refusals: readonly string[];

  constructor(refusals: readonly (readonly [api: string, reason: string])[]) {
    super('gpu', 'a GPU that passes its self-test', refusals.map(([api, reason]) => `${api}: ${reason}`).join('; '));
    this.refusals = refusals.map(([, reason]) => reason);
  }
}

/** The device is lost, with all its tensors. */
export class DeviceLostError extends BackendError {}

/** A kernel failed on the device or in gpu.js. */
export class LaunchError extends BackendError {}

/** An error of the device, with the name of the latest operation. */
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
