import type { Progress } from '@spikegrad/datasets';

/** A line comes this often, in milliseconds. */
const interval = 10_000;

/**
 * Progress where there is no terminal to draw a bar in: a line now and then, and one at the end.
 *
 * @param first what was done before
 * @param now milliseconds; the time that passes unless given
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
      from = Math.min(from, done - 1); // a run goes on from its last checkpoint, and has done more than that before
      if (at - last < interval && done < total) return;
      last = at;
      const left = (((at - begin) / (done - from)) * (total - done)) / 1000;
      say(`${title} ${done}/${total}  ${note}  ${left.toFixed(0)} s left`);
    },
    stop: () => undefined,
  };
}
