import { bytesOf, type Backend, type DType, type Handle } from '../backend/backend.js';
import { disposable } from '../backend/disposable.js';
import { mapKernels } from '../backend/mapKernels.js';
import { mapResults } from '../backend/mapResults.js';
import { cpu } from '../cpu/cpu.js';
import { BackendError } from '../errors.js';
import { sizeOf } from '../shape.js';

/** The dtype that all tensors of a call share. */
const dtypeOf = (call: object): DType => {
  const operands = [call, ...Object.values(call).flat()] as readonly ({ readonly dtype?: DType } | null)[];
  return operands.find((operand) => operand?.dtype !== undefined)!.dtype!;
};

/**
 * A backend of shapes without values. Networks of any size can be built, trained and summarised without memory or
 * computation. Reading values fails with a `BackendError`. `memory()` reports what the reference backend would hold.
 *
 * @example
 * summary(vgg({ classes: 10, backend: meta() }), [1, 3, 32, 32]);
 */
export function meta(): Backend {
  let tensors = 0;
  let bytes = 0;
  let peakBytes = 0;
  /** A handle is the number of bytes that the values would need. */
  const hold = (size: number): Handle => {
    tensors++;
    bytes += size;
    peakBytes = Math.max(peakBytes, bytes);
    return size;
  };
  const kernels = mapKernels(
    cpu().kernels,
    (_, name) => (call) => mapResults(name, call, (shape) => hold(bytesOf[dtypeOf(call)] * sizeOf(shape))),
  );
  return disposable({
    name: 'meta',
    shapesOnly: true,
    dtypes: ['float32', 'float64'],
    kernels,
    write: (data) => hold(data.byteLength),
    read: () => Promise.reject(new BackendError('data', 'a backend with values', 'meta, which has shapes only')),
    free(handle: Handle) {
      tensors--;
      bytes -= handle as number;
    },
    memory: () => ({ tensors, bytes, peakBytes }),
    resetPeak() {
      peakBytes = bytes;
    },
    dispose: () => undefined,
  });
}
