import type { Handle, KernelCall } from '@spikegrad/core';
import type { Allocator, Block } from './allocator.js';

/** The functions of the machine that deferred tensors need. */
export interface DeferredOwner {
  readonly allocator: Allocator;
  /** Runs a computation that belongs to an earlier call. */
  computeDeferred(call: KernelCall, compute: () => void): void;
}

/** A tensor that is computed when its address is needed. Until then it keeps its operands. */
export abstract class Deferred {
  readonly bytes: number;
  private readonly owner: DeferredOwner;
  /** The call with this result. */
  private readonly call: KernelCall;
  private held: readonly Block[];
  private result: Block | null = null;

  constructor(owner: DeferredOwner, bytes: number, call: KernelCall, held: readonly Block[]) {
    this.owner = owner;
    this.bytes = bytes;
    this.call = call;
    this.held = held;
    for (const block of held) owner.allocator.hold(block);
    owner.allocator.enter();
  }

  /** Whether it is computed. */
  get isSettled(): boolean {
    return this.result !== null;
  }

  /** Computes it, if that has not been done. */
  settle(): Block {
    const { owner } = this;
    if (this.result) return this.result;
    owner.computeDeferred(this.call, () => {
      this.result = this.compute();
    });
    owner.allocator.leave(); // the result is counted in its place
    this.release();
    return this.result!;
  }

  /** Frees its result, or its operands. */
  drop(): void {
    if (this.result) this.owner.allocator.drop(this.result);
    this.release();
  }

  protected abstract compute(): Block;

  private release(): void {
    for (const block of this.held) this.owner.allocator.drop(block);
    this.held = [];
  }
}

/** The address of a tensor. A deferred one is computed first. */
export const settledBlock = (handle: Handle): Block =>
  handle instanceof Deferred ? handle.settle() : (handle as Block);
