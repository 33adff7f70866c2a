import { bytesOf, type Backend, type DType, type Handle, type KernelName, type Kernels } from './backend.js';
import { disposable } from './disposable.js';
import { mapKernels } from './mapKernels.js';
import { BackendError } from '../errors.js';
import { reducedShape, sizeOf, type Shape } from '../shape.js';

type Call<Name extends KernelName> = Parameters<Kernels[Name]>[0];

const channelOf = ({ shape }: { readonly shape: Shape }): Shape => [shape[1]!];

/** The shape of each result. */
const shapes: { readonly [Name in KernelName]: (call: Call<Name>) => readonly Shape[] } = {
  elementwise: ({ program, shape }) => program.outputs.map(() => shape),
  reduce: ({ x, axes }) => [reducedShape(x.shape, axes, true)],
  argmax: ({ x, axis }) => [reducedShape(x.shape, [axis], false)],
  matmul: ({ shape }) => [shape],
  permute: ({ shape }) => [shape],
  slice: ({ shape }) => [shape],
  pad: ({ shape }) => [shape],
  flip: ({ x }) => [x.shape],
  concat: ({ shape }) => [shape],
  gather: ({ shape }) => [shape],
  scatterAdd: ({ shape }) => [shape],
  conv2d: ({ shape }) => [shape],
  conv2dInputGradient: ({ shape }) => [shape],
  conv2dWeightGradient: ({ shape }) => [shape],
  avgPool2d: ({ shape }) => [shape],
  avgPool2dGradient: ({ shape }) => [shape],
  maxPool2d: ({ shape }) => [shape],
  maxPool2dGradient: ({ x }) => [x.shape],
  channelStatistics: ({ x }) => [channelOf(x), channelOf(x)],
  channelAffine: ({ x }) => [x.shape],
  channelNormGradient: ({ x }) => [x.shape, channelOf(x), channelOf(x)],
};

/** Kernels that give a list of handles. */
const several: readonly KernelName[] = ['elementwise', 'channelStatistics', 'channelNormGradient'];

/** The dtype that all tensors of a call share. */
const dtypeOf = (call: Readonly<Record<string, unknown>>): DType => {
  const operands = [call, ...Object.values(call).flat()] as readonly ({ readonly dtype?: DType } | null)[];
  return operands.find((operand) => operand?.dtype !== undefined)!.dtype!;
};

/**
 * A backend of shapes without values: networks of any size are built, walked, trained and summarised at no cost; reading is refused. Its
 * memory report is what the reference backend would hold.
 *
 * @example
 * summary(vgg({ classes: 10, backend: meta() }), [1, 3, 32, 32]);
 */
export function meta(): Backend {
  let tensors = 0;
  let bytes = 0;
  let peakBytes = 0;
  /** A handle is the number of bytes that are not there. */
  const hold = (size: number): Handle => {
    tensors++;
    bytes += size;
    peakBytes = Math.max(peakBytes, bytes);
    return size;
  };
  const kernels = mapKernels(shapes, (shapesOf, name) => (call) => {
    const handles = shapesOf(call).map((shape) => hold(bytesOf[dtypeOf(call)] * sizeOf(shape)));
    return several.includes(name) ? handles : handles[0];
  });
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
