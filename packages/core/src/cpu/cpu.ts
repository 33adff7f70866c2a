import type { Backend, Data, Handle, Kernels, MemoryReport } from '../backend/backend.js';
import { disposable } from '../backend/disposable.js';
import { mapKernels } from '../backend/mapKernels.js';
import { channelAffine, channelNormGradient, channelStatistics } from './channel.js';
import { conv2d, conv2dInputGradient, conv2dWeightGradient } from './product/conv2d.js';
import { elementwise } from './elementwise/elementwise.js';
import { gather, scatterAdd } from './gather.js';
import { matmul } from './product/matmul.js';
import { concat, flip, pad, permute, slice } from './movement.js';
import { avgPool2d, avgPool2dGradient, maxPool2d, maxPool2dGradient } from './pool2d.js';
import { recycle } from './memory/arrayPool.js';
import { argmax, reduce } from './reduce.js';

/** What the kernels of this folder return: one plain array or several. */
type Plain = { readonly [Name in keyof Kernels]: (call: Parameters<Kernels[Name]>[0]) => Data | readonly Data[] };

const plain = {
  elementwise,
  reduce,
  argmax,
  matmul,
  permute,
  slice,
  pad,
  flip,
  concat,
  gather,
  scatterAdd,
  conv2d,
  conv2dInputGradient,
  conv2dWeightGradient,
  avgPool2d,
  avgPool2dGradient,
  maxPool2d,
  maxPool2dGradient,
  channelStatistics,
  channelAffine,
  channelNormGradient,
} as const satisfies Plain;

/**
 * The reference backend: plain TypeScript on one thread, sums in double precision. It is slow; every other backend is
 * compared with it.
 *
 * @example
 * const x = zeros([2, 3], { backend: cpu(), dtype: 'float64' });
 */
export function cpu(): Backend {
  let tensors = 0;
  let bytes = 0;
  let peakBytes = 0;
  const hold = (data: Data): Data => {
    tensors++;
    bytes += data.byteLength;
    peakBytes = Math.max(peakBytes, bytes);
    return data;
  };
  const kernels = mapKernels(plain as Plain, (kernel) => (call) => {
    const result = kernel(call);
    return Array.isArray(result) ? result.map(hold) : hold(result as Data);
  });
  return disposable({
    name: 'cpu',
    dtypes: ['float32', 'float64'],
    kernels,
    write: hold,
    read: (handle: Handle) => Promise.resolve((handle as Data).slice()),
    readSync: (handle: Handle) => (handle as Data).slice(),
    free(handle: Handle) {
      tensors--;
      bytes -= (handle as Data).byteLength;
      recycle(handle as Data);
    },
    memory: (): MemoryReport => ({ tensors, bytes, peakBytes }),
    resetPeak() {
      peakBytes = bytes;
    },
    dispose: () => undefined,
  });
}
