import { sizeOf, type Operand, type Shape } from '@spikegrad/core';
import type { Machine } from './machine.js';
import type { Block } from './pool.js';
import { Waiting } from './waiting.js';

/** Where the terms of `x + bias` stand; 0 for no bias. */
export interface Terms {
  readonly x: number;
  readonly bias: number;
}

/**
 * `x + b` with one number of `b` a channel. A norm that reads it does not ask for it: it takes `b` into its own vectors, so that a convolution with a bias
 * before a norm costs no pass for the bias.
 */
export class WaitingShift extends Waiting {
  private readonly shape: Shape;
  private readonly x: Block;
  private readonly b: Block;
  private readonly compute: () => Block;

  private constructor(machine: Machine, [x, b]: readonly [Operand, Operand], compute: () => Block) {
    const [left, right] = [x.handle as Block, b.handle as Block];
    super(machine, 4 * sizeOf(x.shape), [left, right]);
    this.shape = x.shape;
    this.x = left;
    this.b = right;
    this.compute = compute;
  }

  /** A sum, if it is of this kind and neither term waits itself; `compute` makes it. */
  static of(machine: Machine, [x, b]: readonly [Operand, Operand], compute: () => Block): WaitingShift | null {
    const isShift = x.shape.length > 2 && sizeOf(x.shape) > 0 && isPerChannel(b.shape, x.shape);
    const terms = [x, b] as const;
    return isShift && !terms.some(({ handle }) => handle instanceof Waiting)
      ? new WaitingShift(machine, terms, compute)
      : null;
  }

  /** Where to read a tensor of channels: a sum that waits by its terms, under whatever shape has these channels. */
  static termsOf({ handle, shape }: Operand): Terms {
    const block = handle as Block;
    if (block instanceof WaitingShift && block.waits && hasChannels(shape, block.shape))
      return { x: block.x.pointer, bias: block.b.pointer };
    return { x: block.pointer, bias: 0 };
  }

  protected override make(): Block {
    return this.compute();
  }
}

/** Whether a shape is `[C, 1, …]` for `[N, C, …]`. */
const isPerChannel = (b: Shape, x: Shape): boolean =>
  b.length === x.length - 1 && b[0] === x[1] && b.slice(1).every((length) => length === 1);

const hasChannels = (a: Shape, b: Shape): boolean => a[0] === b[0] && a[1] === b[1];
