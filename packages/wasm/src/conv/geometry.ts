import { sizeOf, type Convolution2d, type Shape } from '@spikegrad/core';
import { describeConvolution, type Convolution } from '../generated/descriptors.js';

/** Addresses of the tensors of a convolution. */
export interface Places {
  readonly y: number;
  readonly x: number;
  readonly w: number;
}

/** Addresses, and bytes of scratch memory, that a convolution's kernels find in its description. */
export type Fields = Pick<Convolution, 'y' | 'x' | 'w' | 'shared' | 'kept' | 'places' | 'scratch' | 'scratchBytes'>;

/** A convolution along one axis. */
export interface Axis {
  readonly size: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** A convolution from `x` to `y`: its geometry, and the counts that its kernels' items are made of. */
export class Geometry {
  readonly samples: number;
  readonly groups: number;
  /** Of one group, as are channels. */
  readonly outputs: number;
  readonly channels: number;
  /** Places of an input plane, and of an output plane. */
  readonly area: number;
  readonly positions: number;
  readonly window: number;
  readonly taps: number;
  /** Down and across. */
  readonly axes: readonly [Axis, Axis];
  /** Multiply-adds of the whole. */
  readonly work: number;
  /** What kernels read of it. */
  readonly sizes: Omit<Convolution, keyof Fields>;

  constructor(x: Shape, w: Shape, y: Shape, { groups, stride, padding, dilation }: Convolution2d) {
    const axis = (i: 0 | 1): Axis => ({
      size: x[2 + i]!,
      output: y[2 + i]!,
      kernel: w[2 + i]!,
      stride: stride[i],
      padding: padding[i],
      dilation: dilation[i],
    });
    this.axes = [axis(0), axis(1)];
    this.samples = x[0]!;
    this.groups = groups;
    this.outputs = w[0]! / groups;
    this.channels = w[1]!;
    this.area = sizeOf(x.slice(2));
    this.positions = sizeOf(y.slice(2));
    this.window = sizeOf(w.slice(2));
    this.taps = this.channels * this.window;
    this.work = sizeOf(y) * this.taps;
    const [down, across] = this.axes;
    this.sizes = {
      samples: this.samples,
      groups,
      channels: this.channels,
      outputs: this.outputs,
      height: down.size,
      width: across.size,
      kernelHeight: down.kernel,
      kernelWidth: across.kernel,
      outputHeight: down.output,
      outputWidth: across.output,
      strideY: down.stride,
      strideX: across.stride,
      paddingY: down.padding,
      paddingX: across.padding,
      dilationY: down.dilation,
      dilationX: across.dilation,
    };
  }

  /** The words that kernels read. */
  describe(fields: Fields): readonly number[] {
    return describeConvolution({ ...this.sizes, ...fields });
  }
}
