import { sizeOf, type Kernels, type Operand, type Shape } from '@spikegrad/core';
import type { Machine } from '../machine/machine.js';
import type { Block } from '../memory/allocator.js';
import { Deferred, settledBlock } from '../memory/deferred.js';

type Call = Parameters<Kernels['elementwise']>[0];

/** Where the terms of `x + bias` stand; 0 for no bias. */
export interface Terms {
  readonly x: number;
  readonly bias: number;
}

/**
 * `x + b` with one number of `b` a channel. A norm that reads it does not settle it: it takes `b` into its own vectors, so that a convolution with a bias
 * before a norm costs no pass for the bias.
 */
export class DeferredShift extends Deferred {
  private readonly shape: Shape;
  private readonly x: Block;
  private readonly b: Block;
  private readonly method: () => Block;

  private constructor(machine: Machine, call: Call, compute: () => Block) {
    const [x, b] = call.inputs as readonly [Operand, Operand];
    const [left, right] = [x.handle as Block, b.handle as Block];
    super(machine, 4 * sizeOf(x.shape), ['elementwise', call], [left, right]);
    this.shape = x.shape;
    this.x = left;
    this.b = right;
    this.method = compute;
  }

  /** A sum, if it is of this kind and neither term is deferred itself; `compute` makes it. */
  static of(machine: Machine, call: Call, compute: () => Block): DeferredShift | null {
    const [x, b] = call.inputs as readonly [Operand, Operand];
    const isShift = x.shape.length > 2 && sizeOf(x.shape) > 0 && isPerChannel(b.shape, x.shape);
    const isDeferred = [x, b].some(({ handle }) => handle instanceof Deferred);
    return isShift && !isDeferred ? new DeferredShift(machine, call, compute) : null;
  }

  /** Where to read a tensor of channels: a deferred sum by its terms, under whatever shape has these channels. */
  static termsOf({ handle, shape }: Operand): Terms {
    if (handle instanceof DeferredShift && !handle.isSettled && hasChannels(shape, handle.shape))
      return { x: handle.x.pointer, bias: handle.b.pointer };
    return { x: settledBlock(handle).pointer, bias: 0 };
  }

  protected override compute(): Block {
    return this.method();
  }
}

/** Whether a shape is `[C, 1, …]` for `[N, C, …]`. */
const isPerChannel = (b: Shape, x: Shape): boolean =>
  b.length === x.length - 1 && b[0] === x[1] && b.slice(1).every((length) => length === 1);

const hasChannels = (a: Shape, b: Shape): boolean => a[0] === b[0] && a[1] === b[1];
