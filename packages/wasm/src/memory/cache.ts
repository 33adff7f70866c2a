import type { Allocator, Block } from './allocator.js';

/** Cached values of tensors, each with everything that it depends on: tensors of other shapes may share the memory. */
interface Kinds {
  /** Of a gradient that a norm wrote: its sums over all axes but the channel's, which a bias before the norm needs. */
  channelSums: readonly [samples: number, channels: number, run: number];
  /** Of an input: where it is not 0, which its convolution and the weight gradient need. */
  eventMasks: readonly [samples: number, groups: number, channels: number, area: number];
  /** Of weights: rows that are added for events. */
  gatheredRows: readonly [chunk: number, groups: number, channels: number, outputs: number, window: number];
  /** Of weights: packed taps, by which an input gradient is scattered. */
  tapRows: readonly number[];
  /** Of weights: transformed windows of 3 × 3. */
  winogradWeights: readonly [turned: boolean, channels: number, outputs: number];
}

export type CacheKey = { readonly [Kind in keyof Kinds]: readonly [kind: Kind, ...of: Kinds[Kind]] }[keyof Kinds];

/** The most bytes of the cache. */
const mostBytes = 128 * 2 ** 20;

/**
 * Values that are computed once for a tensor and live as long as it, such as packed weights. The key is the tensor's
 * handle.
 */
export class Cache {
  private readonly allocator: Allocator;
  private readonly kept = new Map<object, Map<string, Block>>();
  private bytes = 0;

  constructor(allocator: Allocator) {
    this.allocator = allocator;
  }

  /** The cached value of a tensor; it is computed if there is none. @returns null if the cache is full */
  keep(tensor: object, key: CacheKey, floats: number, make: (pointer: number) => void): Block | null {
    const known = this.find(tensor, key);
    if (known) return known;
    if (this.bytes + 4 * floats > mostBytes) return null;
    const block = this.allocator.allocateAside(4 * floats);
    this.bytes += block.bytes;
    const beside = this.kept.get(tensor) ?? new Map<string, Block>();
    this.kept.set(tensor, beside.set(key.join(), block));
    make(block.pointer);
    return block;
  }

  /** The cached value of a tensor, or null. */
  find(tensor: object, key: CacheKey): Block | null {
    return this.kept.get(tensor)?.get(key.join()) ?? null;
  }

  /** Frees the cached values of a tensor. */
  drop(tensor: object): void {
    for (const block of this.kept.get(tensor)?.values() ?? []) {
      this.bytes -= block.bytes;
      this.allocator.drop(block);
    }
    this.kept.delete(tensor);
  }
}
