import { sizeOf, type Convolution2d, type Shape } from '@spikegrad/core';

/** Addresses that a convolution's kernels find in its description, in the order of `assembly/columns.ts`; what a kernel has no use for is 0. */
const fields = ['y', 'x', 'w', 'shared', 'places', 'scratch', 'scratchBytes', 'starts', 'lists', 'valued'] as const;

/** Addresses of the tensors of a convolution. */
export interface Places {
  readonly y: number;
  readonly x: number;
  readonly w: number;
}

export type Fields = Partial<Record<(typeof fields)[number], number>>;

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
  /** Multiply-adds of the whole. */
  readonly work: number;
  private readonly sizes: readonly number[];

  constructor(x: Shape, w: Shape, y: Shape, { groups, stride, padding, dilation }: Convolution2d) {
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
