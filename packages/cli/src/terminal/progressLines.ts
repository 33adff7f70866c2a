import type { Progress } from '@spikegrad/datasets';

/** Interval between two lines, in milliseconds. */
const interval = 10_000;

/**
 * Progress for output that is not a terminal: one line at an interval, and one at the end.
 *
 * @param first number that was done before
 * @param now the time in milliseconds. @defaultValue a monotonic clock
 */
export function progressLines(
  title: string,
  total: number,
  first: number,
  say: (line: string) => void,
  now = (): number => performance.now(),
): Progress {
  const begin = now();
  let [last, from] = [begin, first];
  return {
    update(done, note) {
      const at = now();
      from = Math.min(from, done - 1); // a resumed run has done `first` batches before
      if (at - last < interval && done < total) return;
      last = at;
      const left = (((at - begin) / (done - from)) * (total - done)) / 1000;
      say(`${title} ${done}/${total}  ${note}  ${left.toFixed(0)} s left`);
    },
    stop: () => undefined,
  };
}
