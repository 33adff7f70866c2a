import { fromData, gather, type Data, type Tensor } from '@spikegrad/core';

/** The distribution of a tensor's values; of a large tensor `maxSamples` values at equal distances. */
export interface Distribution {
  /** Number of finite values used. */
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly minimum: number;
  readonly maximum: number;
  /** `mean(z³)` of `z = (x − mean)/deviation`: 0 for a normal distribution. Its error is about `√(6/count)`. */
  readonly skewness: number;
  /** `mean(z⁴) − 3`, the excess kurtosis: 0 for a normal distribution. Its error is about `√(24/count)`. */
  readonly kurtosis: number;
  /** Number of values below the first of `distributionEdges`, then from each edge to the next, then above the last. */
  readonly counts: readonly number[];
  /** Number of values that are NaN or infinite. The bins and all other fields are of the finite values. */
  readonly nonFinite: number;
}

/** The edges of the bins: −4 … 4 deviations from the mean, in steps of a quarter. */
export const distributionEdges: readonly number[] = Array.from({ length: 33 }, (_, i) => i / 4 - 4);

/** With this limit, a distribution costs little compared with a training step: see `benchmarks/diagnostics.mjs`. */
export const maxSamples = 1024;

/** Multiples of the golden ratio are evenly spread over a tensor and do not align with any of its axes. */
const shares = Float64Array.from({ length: maxSamples }, (_, i) => (i * (Math.sqrt(5) - 1) * 0.5) % 1);

/** The chosen values, selected on the device. */
export function sampled(values: Tensor): Tensor {
  const { size, backend, dtype } = values;
  const flat = values.reshape([size]);
  if (size <= maxSamples) return flat;
  const places = new Float64Array(maxSamples);
  for (let i = 0; i < maxSamples; i++) places[i] = Math.floor(shares[i]! * size);
  return gather(flat, fromData(places, [maxSamples], { backend, dtype }));
}

/** The distribution of values. It uses plain loops, since a monitored step has dozens of these. */
export function distributionOf(all: Data): Distribution {
  const values = all.every(Number.isFinite) ? all : all.filter(Number.isFinite);
  const count = values.length;
  const [mean, variance, third, fourth] = momentsOf(values);
  const deviation = Math.sqrt(variance);
  // Equal values have a deviation of 0, so all edges are equal. They are counted in the bin that begins at the mean.
  const bounds = distributionEdges.map((edge) =>
    deviation > 0 ? edge * deviation + mean : edge <= 0 ? -Infinity : Infinity,
  );
  const counts = new Array<number>(bounds.length + 1).fill(0);
  let [minimum, maximum] = [Infinity, -Infinity];
  for (const x of values) {
    // The bin before that of x or, by rounding, its own.
    let bin = deviation > 0 ? Math.max(0, Math.min(bounds.length, Math.floor(4 * ((x - mean) / deviation + 4)))) : 0;
    while (bin < bounds.length && x >= bounds[bin]!) bin++;
    counts[bin]!++;
    minimum = Math.min(minimum, x);
    maximum = Math.max(maximum, x);
  }
  const normality =
    deviation > 0 ? { skewness: third / (variance * deviation), kurtosis: fourth / (variance * variance) - 3 } : flat;
  return { count, mean, deviation, minimum, maximum, ...normality, counts, nonFinite: all.length - count };
}

const flat = { skewness: 0, kurtosis: 0 };

/** The mean, and the second to fourth moment around it. */
function momentsOf(values: Data): readonly [number, number, number, number] {
  let sum = 0;
  for (const x of values) sum += x;
  const mean = sum / values.length;
  let [second, third, fourth] = [0, 0, 0];
  for (const x of values) {
    const apart = x - mean;
    const square = apart * apart;
    second += square;
    third += square * apart;
    fourth += square * square;
  }
  return [mean, second / values.length, third / values.length, fourth / values.length];
}
