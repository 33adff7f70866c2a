import { sizeOf, type Convolution2d, type Shape } from '@spikegrad/core';

/** Addresses that a convolution's kernels find in its description, in the order of `assembly/columns.ts`; what a kernel has no use for is 0. */
const fields = ['y', 'x', 'w', 'shared', 'kept', 'places', 'scratch', 'scratchBytes'] as const;

/** Addresses of the tensors of a convolution. */
export interface Places {
  readonly y: number;
  readonly x: number;
  readonly w: number;
}

export type Fields = Partial<Record<(typeof fields)[number], number>>;

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
  private readonly sizes: readonly number[];

  constructor(x: Shape, w: Shape, y: Shape, { groups, stride, padding, dilation }: Convolution2d) {
    const axis = (i: 0 | 1): Axis => ({
      ...{ size: x[2 + i]!, output: y[2 + i]!, kernel: w[2 + i]! },
      ...{ stride: stride[i], padding: padding[i], dilation: dilation[i] },
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
    const image = [this.channels, this.outputs, ...x.slice(2), ...w.slice(2), ...y.slice(2)];
    this.sizes = [this.samples, groups, ...image, ...stride, ...padding, ...dilation];
  }

  /** The words that kernels read. */
  describe(given: Fields): readonly number[] {
    return [...fields.map((field) => given[field] ?? 0), ...this.sizes];
  }
}
