import type { Readings } from '@spikegrad/nn';

/** What one layer of neurons did in a sequence, step by step. */
export interface LayerActivity {
  readonly layer: string;
  /** Share of neurons that fired at each step. */
  readonly rate: readonly number[];
  /** θ at each step. */
  readonly threshold: readonly number[];
}

/** The layers of neurons among all readings, in the order of the network. */
export const layersOf = (readings: Readings): readonly LayerActivity[] =>
  Object.entries(readings).flatMap(([layer, { rate, threshold }]) =>
    rate && threshold ? [{ layer, rate, threshold }] : [],
  );

/** How the currents of one norm were spread in a sequence. */
export interface NormActivity {
  readonly layer: string;
  /** Mean variance within a step. */
  readonly within: number;
  /** Variance of the means over the steps: the temporal covariate shift. */
  readonly between: number;
  /** 1 at steps that the guard forwarded with their own statistics; norms without a guard have none. */
  readonly guard: readonly number[];
}

/** The norms among all readings, in the order of the network. */
export const normsOf = (readings: Readings): readonly NormActivity[] =>
  Object.entries(readings).flatMap(([layer, { within, between, guard = [] }]) =>
    within && between ? [{ layer, within: within[0]!, between: between[0]!, guard }] : [],
  );

/** Share of the variance over a sequence that is the shift between its steps. */
export const shiftOf = ({ within, between }: Pick<NormActivity, 'within' | 'between'>): number =>
  between / (within + between);

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Below this rate a layer passes nothing on; above that one it passes everything. */
const deadBelow = 0.002;
const saturatedAbove = 0.95;

/** A threshold beyond ± this many times that of the first step, which is θ₀, is none that membranes reach. */
const mostThreshold = 100;

/** Options of the norms, where a config names them: advice names those that there are. */
export interface NormOfConfig {
  readonly norm?: object;
}

/** Says which layers have stopped computing, in words, and what of their config may help; empty when all is well. */
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

/** One line a layer: rates and thresholds step by step. */
export function formatLayers(layers: readonly LayerActivity[]): string {
  const width = Math.max(...layers.map(({ layer }) => layer.length));
  return layers
    .map(({ layer, rate, threshold }) => {
      const rates = rate.map((value) => (100 * value).toFixed(1).padStart(5)).join('');
      return `  ${layer.padEnd(width)}  rate %${rates}   θ${threshold.map((value) => value.toFixed(2).padStart(6)).join('')}`;
    })
    .join('\n');
}
