import type { Backend, KernelName, Kernels } from './backend.js';
import { BackendError } from './errors.js';

const one = (): null => null;

const kernels: Record<KernelName, (call: never) => unknown> = {
  elementwise: ({ program }: Parameters<Kernels['elementwise']>[0]) => program.outputs.map(one),
  reduce: one,
  argmax: one,
  matmul: one,
  permute: one,
  slice: one,
  pad: one,
  flip: one,
  concat: one,
  gather: one,
  scatterAdd: one,
  conv2d: one,
  conv2dInputGradient: one,
  conv2dWeightGradient: one,
  avgPool2d: one,
  avgPool2dGradient: one,
  maxPool2d: one,
  maxPool2dGradient: one,
  channelStatistics: () => [null, null],
  channelAffine: one,
  channelNormGradient: () => [null, null, null],
};

/**
 * A backend of shapes without values: networks of any size are built, walked and summarised at no cost; reading is refused.
 *
 * @example
 * summary(vgg({ classes: 10, backend: meta() }), [1, 3, 32, 32]);
 */
export const meta = (): Backend => ({
  name: 'meta',
  shapesOnly: true,
  dtypes: ['float32', 'float64'],
  kernels: kernels as unknown as Kernels,
  write: one,
  read: () => Promise.reject(new BackendError('data', 'a backend with values', 'meta, which has shapes only')),
  free: () => undefined,
  memory: () => ({ tensors: 0, bytes: 0, peakBytes: 0 }),
  resetPeak: () => undefined,
});
