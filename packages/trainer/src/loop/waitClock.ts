/**
 * Measures how long a consumer waits for batches. The first batch is not counted, because threads are starting and
 * there is nothing else to do.
 */
export class WaitClock {
  private since: number | null = null;
  private waited = 0;
  private readonly now: () => number;

  /** @param now the time in milliseconds. @defaultValue a monotonic clock */
  constructor(now = (): number => performance.now()) {
    this.now = now;
  }

  /** The same batches, with the waiting time measured. */
  async *over<Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined> {
    let asked = this.now();
    for await (const batch of batches) {
      const came = this.now();
      if (this.since === null) this.since = came;
      else this.waited += came - asked;
      yield batch;
      asked = this.now();
    }
  }

  /** Fraction of the time since the first batch; `null` before any time has passed. */
  fraction(): number | null {
    const all = this.since === null ? 0 : this.now() - this.since;
    return all > 0 ? this.waited / all : null;
  }
}
