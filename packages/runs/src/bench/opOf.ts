import { bytesOf, meta, sizeOf, type Convolution2d, type KernelCall, type Operand } from '@spikegrad/core';

/** An op of the profile: a kernel, or a program of `elementwise`, for one shape. */
export interface Op {
  readonly kernel: string;
  /**
   * For a convolution `inputs→outputs, kernel at height×width`; for a matrix product its factors; otherwise the shape
   * of the input or result.
   */
  readonly shape: string;
}

const sides = (lengths: readonly number[]): string => (lengths.length === 0 ? 'one number' : lengths.join('×'));

/** The op of a call. */
export function opOf([kernel, call]: KernelCall): Op {
  if (kernel === 'conv2d') return { kernel, shape: layer(call.w.shape, call.x.shape, call) };
  if (kernel === 'conv2dInputGradient') return { kernel, shape: layer(call.w.shape, call.shape, call) };
  if (kernel === 'conv2dWeightGradient') return { kernel, shape: layer(call.shape, call.x.shape, call) };
  if (kernel === 'elementwise') return { kernel: `${kernel} ${call.program.name}`, shape: sides(call.shape) };
  if (kernel === 'matmul') {
    const [batch, rows, columns] = call.shape as readonly [number, number, number];
    const inner = call.a.shape[call.transposeA ? 1 : 2]!;
    return { kernel, shape: `${batch === 1 ? '' : `${batch} of `}${rows}×${inner} · ${inner}×${columns}` };
  }
  return { kernel, shape: sides(operandsOf(call)[0]!.shape) };
}

function layer(
  weight: readonly number[],
  input: readonly number[],
  { stride, dilation, groups }: Convolution2d,
): string {
  const [outputs, inputs, ...kernel] = weight as readonly [number, number, number, number];
  const more = [
    ...(stride.some((each) => each !== 1) ? [`stride ${sides(stride)}`] : []),
    ...(dilation.some((each) => each !== 1) ? [`dilation ${sides(dilation)}`] : []),
    ...(groups === 1 ? [] : [`${groups} groups`]),
  ];
  return [`${inputs * groups}→${outputs}, ${sides(kernel)} at ${sides(input.slice(2))}`, ...more].join(', ');
}

/** The tensors that a call reads. */
const operandsOf = (call: object): readonly Operand[] =>
  Object.values(call)
    .flat()
    .filter((each): each is Operand => typeof each === 'object' && each !== null && 'handle' in each);

const bytesOfOperand = ({ shape, dtype }: Operand): number => bytesOf[dtype] * sizeOf(shape);

/** Bytes of the tensors that a call reads and of those that it makes. */
export function trafficOf([kernel, call]: KernelCall): { readonly bytesIn: number; readonly bytesOut: number } {
  const shapes = meta(); // makes results of the same size without values
  shapes.kernels[kernel](call as never);
  return {
    bytesIn: operandsOf(call).reduce((sum, operand) => sum + bytesOfOperand(operand), 0),
    bytesOut: shapes.memory().bytes,
  };
}

/** The input of a convolution's forward pass or weight gradient, where kernels may skip zeros. */
export const gatheredInput = ([kernel, call]: KernelCall): Operand | null =>
  kernel === 'conv2d' || kernel === 'conv2dWeightGradient' ? call.x : null;
