import { describe, expect, test } from '@jest/globals';
import { WaitClock } from '../src/loop/waitClock.js';

describe('the share of time spent waiting', () => {
  /** A clock that goes only where it is told to. */
  let time = 0;
  const pass = (milliseconds: number): void => void (time += milliseconds);

  async function* made(...took: readonly number[]): AsyncGenerator<number> {
    for (const [i, each] of took.entries()) {
      await Promise.resolve();
      pass(each);
      yield i;
    }
  }

  test('is that for all batches but the first, of the time since the first came', async () => {
    const waiting = new WaitClock(() => time);
    expect(waiting.fraction()).toBeNull();
    const taken: number[] = [];
    for await (const batch of waiting.over(made(1000, 30, 0, 10))) {
      taken.push(batch);
      pass(20);
    }
    expect(taken).toEqual([0, 1, 2, 3]);
    expect(waiting.fraction()).toBeCloseTo(40 / (4 * 20 + 40));
  });

  test('ends what makes batches when no more are taken', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (;;) yield await Promise.resolve(1);
      } finally {
        ended = true;
      }
    }
    for await (const batch of new WaitClock(() => time).over(endless())) if (batch === 1) break;
    expect(ended).toBe(true);
  });
});
