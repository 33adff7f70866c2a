import { alone, partsOf, type BatchParts, type Sync, type World } from '@spikegrad/nn';

/** @see Group */
export interface GroupOptions {
  /** The processes that train together. @defaultValue this process alone */
  readonly world?: World;
  /** The statistics of norms and thresholds on several ranks. @defaultValue `'exact'` */
  readonly sync?: Sync;
  /** Stops training; on several ranks, one signal stops all of them at the same place. @defaultValue none */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The processes of a training. They exchange numbers at fixed places, and every decision is made from what was
 * exchanged: no rank leaves a loop that another stays in.
 */
export class Group {
  readonly world: World;
  readonly sync: Sync;
  /** Aborted if the signal of any rank is; on several ranks only in a call of `exchange`. */
  readonly signal: AbortSignal;
  private readonly own: AbortSignal;
  private readonly shared: AbortController | null;

  constructor({ world = alone, sync = 'exact', signal = new AbortController().signal }: GroupOptions = {}) {
    this.world = world;
    this.sync = sync;
    this.own = signal;
    this.shared = world.size === 1 ? null : new AbortController();
    this.signal = this.shared?.signal ?? signal;
  }

  /** The parts of a batch of `total` samples; `null` for one rank. */
  partsOf(total: number): BatchParts | null {
    return partsOf(this.world, total, this.sync);
  }

  /** The values of all ranks, by rank. */
  exchange<T>(value: T): readonly T[] {
    if (!this.shared) return [value];
    const all = this.world.exchange({ value, isAborted: this.own.aborted });
    if (all.some(({ isAborted }) => isAborted)) this.shared.abort(this.own.aborted ? this.own.reason : undefined);
    return all.map(({ value: each }) => each);
  }
}
