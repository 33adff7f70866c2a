/**
 * How long whoever takes batches waits for them. The first is left out: before it there is nothing to do meanwhile, and threads have to
 * begin.
 */
export class WaitClock {
  private since: number | null = null;
  private waited = 0;
  private readonly now: () => number;

  /** @param now milliseconds; the time that passes unless given */
  constructor(now = (): number => performance.now()) {
    this.now = now;
  }

  /** The same batches, with an eye on the clock. */
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

  /** Of all the time since the first batch came; `null` before any has passed. */
  fraction(): number | null {
    const all = this.since === null ? 0 : this.now() - this.since;
    return all > 0 ? this.waited / all : null;
  }
}
