/** How `allreduce` combines the values of the ranks. */
export type Reduction = 'sum' | 'min' | 'max';

/** Numbers that a collective changes in place. They may be a view of shared memory or of WebAssembly memory. */
export type Numbers = Float32Array | Float64Array;

/**
 * The processes that train together, and their collectives. Every rank has to call the same collectives in the same
 * order. A call returns when its result is complete; it does not give control to the event loop.
 */
export interface World {
  /** The number of this process, from 0. */
  readonly rank: number;
  /** The number of processes. */
  readonly size: number;
  /** The number of this process among those of its machine, from 0. */
  readonly localRank: number;
  /**
   * Replaces every value by the sum, the minimum or the maximum over all ranks. All ranks get the same bits.
   *
   * @param operation @defaultValue `'sum'`
   */
  allreduce(values: Numbers, operation?: Reduction): void;
  /** Replaces the values by those of one rank. @param root @defaultValue `0` */
  broadcast(values: Numbers | Uint8Array, root?: number): void;
  /** The values of all ranks, by rank. Every rank gives the same number of values. */
  gather(values: Float64Array): readonly Float64Array[];
  /** The values of all ranks, by rank: anything that `structuredClone` copies, of any size. */
  exchange<T>(value: T): readonly T[];
  /** Waits until all ranks have called it. */
  barrier(): void;
  /** Tells all ranks that this one has failed, so that they end. */
  fail(reason: string): void;
  /** Ends the use of the world, after all ranks have called it. A second call does nothing. */
  close(): void;
}

/** The world of one process: every collective returns at once. */
export const alone: World = {
  rank: 0,
  size: 1,
  localRank: 0,
  allreduce: () => undefined,
  broadcast: () => undefined,
  gather: (values) => [values.slice()],
  exchange: <T>(value: T) => [value],
  barrier: () => undefined,
  fail: () => undefined,
  close: () => undefined,
};
