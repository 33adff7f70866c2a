/** A stretch of a curve: where it lies, and the least, mean and most of it. */
export interface Stretch {
  readonly x: number;
  readonly low: number;
  readonly value: number;
  readonly high: number;
}

/** A curve of at most `most` stretches, of equal length: a long run must not make a large file. What is no number is left out. */
export function thin(values: readonly number[], most: number): readonly Stretch[] {
  const length = Math.max(1, Math.ceil(values.length / most));
  const stretches: Stretch[] = [];
  for (let begin = 0; begin < values.length; begin += length) {
    const part = values.slice(begin, begin + length).filter(Number.isFinite);
    if (part.length === 0) continue;
    const value = part.reduce((sum, each) => sum + each, 0) / part.length;
    const last = Math.min(begin + length, values.length);
    stretches.push({ x: (begin + 1 + last) / 2, low: Math.min(...part), value, high: Math.max(...part) });
  }
  return stretches;
}

/** Half the iterations that a smoothed curve averages over. */
export const smoothingOf = (count: number): number => Math.max(2, Math.round(count / 40));

/** The mean of each value and its `reach` neighbours to either side; what is no number is left out of it. */
export function smooth(values: readonly number[], reach = smoothingOf(values.length)): readonly number[] {
  let [sum, count, begin, end] = [0, 0, 0, 0];
  const add = (value: number, sign: 1 | -1): void => {
    if (!Number.isFinite(value)) return;
    sum += sign * value;
    count += sign;
  };
  return values.map((_, i) => {
    while (end < Math.min(values.length, i + reach + 1)) add(values[end++]!, 1);
    while (begin < i - reach) add(values[begin++]!, -1);
    return sum / count;
  });
}
