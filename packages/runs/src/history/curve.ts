/**
 * An interval of a curve: the middle of its batches, counted from 1, and minimum, mean and maximum of its values;
 * `NaN` if it has no value.
 */
export interface Stretch {
  readonly x: number;
  readonly low: number;
  readonly value: number;
  readonly high: number;
}

/** More than the pixels of a drawing. A curve of at most this many batches keeps each value. */
const most = 1024;

interface Sum {
  low: number;
  high: number;
  sum: number;
  /** Number of values that are not NaN. */
  count: number;
}

/**
 * One metric of all batches of a run, in at most 1024 intervals of equal length. The result depends only on the
 * values and their order, so an interrupted run has the same curves.
 */
export class Curve {
  private readonly sums: Sum[] = [];
  private readonly isSparse: boolean;
  /** Batches of an interval; the last one may have fewer. */
  private length = 1;
  private count = 0;
  private notFiniteCount = 0;

  /** @param isSparse whether most batches have no value; intervals without a value are then left out */
  constructor(isSparse = false) {
    this.isSparse = isSparse;
  }

  /** Appends the value of the next batch, if it has one. NaN and ±∞ are counted, and are otherwise as no value. */
  add(value: number | undefined): void {
    if (this.count === most * this.length) this.halve();
    if (value !== undefined && !Number.isFinite(value)) this.notFiniteCount++;
    const part =
      value !== undefined && Number.isFinite(value)
        ? { low: value, high: value, sum: value, count: 1 }
        : { low: Infinity, high: -Infinity, sum: 0, count: 0 };
    const place = Math.floor(this.count++ / this.length);
    const begun = this.sums[place];
    this.sums[place] = begun ? joined(begun, part) : part;
  }

  get stretches(): readonly Stretch[] {
    const all = this.sums.map(({ low, high, sum, count }, i) => {
      const begin = i * this.length;
      const x = (begin + 1 + Math.min(begin + this.length, this.count)) / 2;
      return count === 0 ? { x, low: NaN, value: NaN, high: NaN } : { x, low, value: sum / count, high };
    });
    return this.isSparse ? all.filter(({ value }) => !Number.isNaN(value)) : all;
  }

  /** How many values were NaN or infinite. */
  get notFinite(): number {
    return this.notFiniteCount;
  }

  /** Batches of each interval except the last. */
  get batchesEach(): number {
    return this.length;
  }

  private halve(): void {
    for (let i = 0; i < most / 2; i++) this.sums[i] = joined(this.sums[2 * i]!, this.sums[2 * i + 1]!);
    this.sums.length = most / 2;
    this.length *= 2;
  }
}

const joined = (a: Sum, b: Sum): Sum => ({
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
  sum: a.sum + b.sum,
  count: a.count + b.count,
});
