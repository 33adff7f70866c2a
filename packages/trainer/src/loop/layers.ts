import type { Readings } from '@spikegrad/nn';

/** Firing rates and thresholds of one layer of neurons in a sequence, per time step. */
export interface LayerActivity {
  readonly layer: string;
  /** Fraction of neurons that fired at each step. */
  readonly rate: readonly number[];
  /** θ at each step. */
  readonly threshold: readonly number[];
}

/** The layers of neurons, in the order of the network. */
export const layersOf = (readings: Readings): readonly LayerActivity[] =>
  Object.entries(readings).flatMap(([layer, { rate, threshold }]) =>
    rate && threshold ? [{ layer, rate, threshold }] : [],
  );

/** The variance of the inputs of one norm in a sequence. */
export interface NormActivity {
  readonly layer: string;
  /** Mean variance within a step. */
  readonly within: number;
  /** Variance of the means over the steps: the temporal covariate shift. */
  readonly between: number;
  /** 1 at steps that the guard normalised with their own statistics; empty for norms without a guard. */
  readonly guard: readonly number[];
}

/** The norms, in the order of the network. */
export const normsOf = (readings: Readings): readonly NormActivity[] =>
  Object.entries(readings).flatMap(([layer, { within, between, guard = [] }]) =>
    within && between ? [{ layer, within: within[0]!, between: between[0]!, guard }] : [],
  );

/** Fraction of the variance over a sequence that is between its steps. */
export const shiftOf = ({ within, between }: Pick<NormActivity, 'within' | 'between'>): number =>
  between / (within + between);

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Firing rates of dead and of saturated layers: such a layer passes almost no information. */
const deadBelow = 0.002;
const saturatedAbove = 0.95;

/** Membranes do not reach a threshold beyond ± this many times θ₀, the threshold of the first step. */
const mostThreshold = 100;

/** Options of the norm in a config; the advice names only existing ones. */
export interface NormOfConfig {
  readonly norm?: object;
}

/**
 * Warnings for layers that are dead, saturated or silent or have extreme thresholds, with advice; empty if there are
 * none.
 */
export const warningsOf = (layers: readonly LayerActivity[], config: NormOfConfig): readonly string[] =>
  layers.flatMap((activity) => [...rateWarnings(activity, config), ...thresholdWarnings(activity)]);

function rateWarnings({ layer, rate }: LayerActivity, { norm = {} }: NormOfConfig): readonly string[] {
  const mean = meanOf(rate);
  const others =
    'guardRatio' in norm ? ', a lower learning rate, or a lower norm.guardRatio' : ' or a lower learning rate';
  const advice = `try another seed${others}`;
  if (mean < deadBelow) return [`${layer} is dead: ${percent(mean)} of its neurons fire; ${advice}`];
  if (mean > saturatedAbove) return [`${layer} is saturated: ${percent(mean)} of its neurons fire; ${advice}`];
  const silent = stepsWhere(rate, (value) => value === 0);
  return silent === '' ? [] : [`${layer} is silent at ${silent}: none of its neurons fires; ${advice}`];
}

function thresholdWarnings({ layer, threshold }: LayerActivity): readonly string[] {
  const limit = mostThreshold * Math.abs(threshold[0]!);
  const strange = stepsWhere(threshold, (value) => !(Math.abs(value) <= limit));
  if (strange === '') return [];
  const values = threshold.map((value) => value.toPrecision(3)).join(', ');
  return [`${layer} has a threshold beyond ±${limit} at ${strange}: ${values}; test with thresholds dynamic or causal`];
}

/** `step 2`, or `steps 2, 4`, counted from 1; empty for none. */
function stepsWhere(values: readonly number[], is: (value: number) => boolean): string {
  const steps = values.flatMap((value, i) => (is(value) ? [i + 1] : []));
  return steps.length === 0 ? '' : `step${steps.length === 1 ? '' : 's'} ${steps.join(', ')}`;
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** One line per layer: firing rates and thresholds per time step. */
export function formatLayers(layers: readonly LayerActivity[]): string {
  const width = Math.max(...layers.map(({ layer }) => layer.length));
  return layers
    .map(({ layer, rate, threshold }) => {
      const rates = rate.map((value) => (100 * value).toFixed(1).padStart(5)).join('');
      return `  ${layer.padEnd(width)}  rate %${rates}   θ${threshold.map((value) => value.toFixed(2).padStart(6)).join('')}`;
    })
    .join('\n');
}
