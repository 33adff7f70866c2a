import { concat, scope, type Tensor } from '@spikegrad/core';

/** How the values of a tensor are spread. */
export interface Distribution {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
  /** Values below the first of `distributionEdges`, then from each edge to the next, then from the last on. */
  readonly counts: readonly number[];
}

/** Where the bins of a distribution meet: −4 … 4 deviations from the mean, a quarter apart. */
export const distributionEdges: readonly number[] = Array.from({ length: 33 }, (_, i) => i / 4 - 4);

/**
 * Mean, deviation, least and most of all values, then how many reach each edge: `[4 + 33]`, made where the data is.
 * Bins follow the values, so nobody need know their range beforehand.
 */
export function measure(values: Tensor): Tensor {
  const mean = values.mean();
  const deviation = values.sub(mean).pow(2).mean().sqrt();
  // A scope an edge: else 33 copies of the values would be alive at once.
  const reached = distributionEdges.map((edge) =>
    scope(() => values.greaterEqual(deviation.mul(edge).add(mean)).sum().reshape([1])),
  );
  const figures = [mean, deviation, values.neg().max().neg(), values.max()];
  return concat([...figures.map((figure) => figure.reshape([1])), ...reached]);
}

/** What `measure` gave for so many values, in words. */
export function distributionFrom(measured: readonly number[], count: number): Distribution {
  const [mean, deviation, least, most, ...reached] = measured as readonly [number, number, number, number];
  // Equal values have no deviation, and every edge is the same: they all stand in the bin that begins at the mean.
  const above = deviation > 0 ? reached : distributionEdges.map((edge) => (edge <= 0 ? count : 0));
  const counts = [count, ...above].map((here, i) => here - (above[i] ?? 0));
  return { count, mean, deviation, least, most, counts };
}
