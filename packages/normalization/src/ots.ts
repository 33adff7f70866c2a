import {
  channelStatistics,
  checkPlacement,
  concat,
  elementwise,
  fromData,
  full,
  release,
  noGrad,
  ShapeError,
  formatShape,
  sizeOf,
  ValueError,
  type ChannelStatistics,
  type CreateOptions,
  type Tensor,
} from '@spikegrad/core';
import { Buffer, State, Threshold } from '@spikegrad/nn';
import { mergeStatistics, merging, globalCount } from './acrossRanks.js';
import { runningStatistics } from './statistics.js';

/**
 * Source of the thresholds in evaluation: the test batch, the thresholds of training, or the past of each channel of
 * each sample.
 */
export type OTSEvaluation = 'dynamic' | 'running' | 'causal';

const evaluations: readonly OTSEvaluation[] = ['dynamic', 'running', 'causal'];

/** @see OTS */
export interface OTSOptions extends Pick<CreateOptions, 'backend' | 'dtype'> {
  /** θ₀, the threshold before a neuron of the layer has fired. @defaultValue `1` */
  readonly initial?: number;
  /** @defaultValue `'running'` where `steps` is given, else `'dynamic'` */
  readonly evaluation?: OTSEvaluation;
  /**
   * T, the number of thresholds that training stores. Later steps of evaluation use the last one; a longer training
   * sequence fails. @defaultValue none are stored
   */
  readonly steps?: number;
  /** Weight of the old stored threshold, once per sequence. @defaultValue `0.9` */
  readonly momentum?: number;
}

/** A deviation below this fraction of the mean is rounding: the membranes count as equal. */
const rounding = 1e-5;

/** A deviation of at least this value has overflowed: the largest finite one in float32 is 2e19. */
const overflow = 1e30;

/**
 * `k = (θ₀ − μ)/σ` at the first step in which membranes vary (σ > 0) and the largest of them, `most`, reaches θ₀. It is
 * kept afterwards. `θ = μ + σ k`, and θ₀ before that step and if nothing varies. `waited` counts the steps before k is
 * set.
 */
const stabilise = elementwise(
  'ots',
  ['mean', 'variance', 'most', 'k', 'waited'],
  ['initial', 'unbias', 'step'],
  ({ mean, variance, most, k, waited, initial, unbias, step }) => {
    const deviation = variance.mul(unbias).sqrt();
    const varies = deviation.greater(mean.abs().mul(rounding)).mul(deviation.less(overflow));
    const known = waited.less(step);
    const sets = varies.mul(most.greaterEqual(initial));
    const kept = known.where(k, sets.where(initial.sub(mean).div(sets.where(deviation, 1)), 0));
    const theta = varies.mul(known).where(mean.add(deviation.mul(kept)), initial); // θ₀ itself at the first step
    return { theta, k: kept, waited: known.maximum(sets).where(waited, waited.add(1)) };
  },
);

/** `old + (1 − momentum)(now − old)` from the step at which k was set. */
const remember = elementwise('ots remember', ['old', 'now', 'step', 'waited'], ['rate'], (leaves) => {
  const { old, now, step, waited, rate } = leaves;
  return step.less(waited).where(old, old.add(rate.mul(now.sub(old))));
});

/** Statistics of groups of membranes at a step. */
interface Groups extends ChannelStatistics {
  /** The largest of each group at this step. */
  readonly most: Tensor;
}

/**
 * Online Threshold Stabilizer. The threshold of a layer follows its membranes, so that the firing rate stays that of
 * the first step in which a neuron fires. It is one scalar per layer and step: `θ[t] = μ[t] + σ[t] k` with the mean and
 * the unbiased deviation of all N membranes of the layer and batch, and `k = (θ₀ − μ)/σ` of that first step. Before it
 * θ is θ₀, and nothing is stored. No gradient flows through θ.
 *
 * A membrane reaches θ₀ when k is set, so k is at most `(N − 1)/√N` and θ[t] at most `max(θ₀, √N · max |u[t]|)`. It is always finite.
 *
 * With `'causal'`, evaluation computes `θ[t] = μ[t] + σ[t] k` for each channel of each sample. μ and σ are the mean and
 * deviation of that channel's own membranes, from the first step to this one. k is that of the first step in which a
 * neuron of that channel fires. This needs neither a batch nor values of training.
 *
 * @example
 * const neuron = new LIF({ threshold: new OTS({ steps: 4 }) });
 * @see ICLR 2024, Section 4.3
 */
export class OTS extends Threshold {
  override readonly initial: number;
  readonly momentum: number;
  /** May be changed between sequences. */
  evaluation: OTSEvaluation;
  /** Stored thresholds `[T]`, a running average over training sequences. */
  readonly thresholds: Buffer | null;
  private readonly k = new State();
  /** Number of steps before k was set. */
  private readonly waited = new State();
  /** Running statistics of each channel of each sample, `[N · C]`. */
  private readonly ownMean = new State();
  private readonly ownVariance = new State();
  private met: readonly State[] = [];

  constructor({ initial = 1, steps, momentum = 0.9, evaluation, ...rest }: OTSOptions = {}) {
    super();
    const create = checkPlacement('OTS', rest);
    if (!(initial > 0 && Number.isFinite(initial)))
      throw new ValueError('OTS', 'a first threshold above 0', String(initial));
    if (steps !== undefined && !(Number.isInteger(steps) && steps >= 1))
      throw new ValueError('OTS', 'a whole number of steps, at least 1', String(steps));
    if (evaluation !== undefined && !evaluations.includes(evaluation))
      throw new ValueError('OTS', "an evaluation of 'dynamic', 'running' or 'causal'", `'${String(evaluation)}'`);
    if (evaluation === 'running' && steps === undefined)
      throw new ValueError('OTS', 'the option steps for running evaluation', 'none');
    if (!(momentum >= 0 && momentum < 1))
      throw new ValueError('OTS', 'a momentum of at least 0 and below 1', String(momentum));
    this.initial = initial;
    this.momentum = momentum;
    this.evaluation = evaluation ?? (steps === undefined ? 'dynamic' : 'running');
    this.thresholds = steps === undefined ? null : new Buffer(full([steps], initial, create));
  }

  override at(u: Tensor): Tensor {
    const step = this.nextStep();
    const evaluation = this.training ? 'dynamic' : this.evaluation;
    if (evaluation === 'running') return this.remembered(step);
    if (u.size === 0) throw new ShapeError('OTS', 'at least one membrane', formatShape(u.shape));
    const theta = noGrad(() => (evaluation === 'causal' ? this.causal(u, step) : this.dynamic(u, step)));
    if (this.training && this.thresholds) this.remember(step, theta);
    return theta;
  }

  private dynamic(u: Tensor, step: number): Tensor {
    const all = u.reshape([1, 1, u.size]);
    const statistics = channelStatistics(all);
    const most = all.max(2, { keepAxes: true }).reshape([1]);
    release(all);
    const parts = merging(this.sequence.parts);
    const own = { ...statistics, most };
    return this.following(parts ? mergeStatistics(own, parts) : own, globalCount(u.size, parts), step);
  }

  private causal(u: Tensor, step: number): Tensor {
    const [count, channels, ...places] = u.shape;
    if (count === undefined || channels === undefined)
      throw new ShapeError('OTS', 'membranes [N, C, …] for causal evaluation', formatShape(u.shape));
    const each = sizeOf(places);
    const groups = u.reshape([1, count * channels, each]);
    const now = channelStatistics(groups);
    const most = groups.max(2, { keepAxes: true }).reshape([count * channels]);
    const [mean, variance] = [this.ownMean.value, this.ownVariance.value];
    const statistics = runningStatistics(mean && variance && { mean, variance }, now, step + 1);
    this.ownMean.value = statistics.mean;
    this.ownVariance.value = statistics.variance;
    const theta = this.following({ ...statistics, most }, (step + 1) * each, step);
    return theta.reshape([count, channels, ...places.map(() => 1)]);
  }

  /** θ of groups of membranes from statistics of `count` values each. */
  private following({ mean, variance, most }: Groups, count: number, step: number): Tensor {
    const unbias = count > 1 ? count / (count - 1) : 0;
    const nothing = full(mean.shape, 0, { backend: mean.backend, dtype: mean.dtype });
    const before = { k: this.k.value ?? nothing, waited: this.waited.value ?? nothing };
    const scalars = { initial: this.initial, unbias, step };
    const { theta, k, waited } = stabilise({ mean, variance, most, ...before }, scalars);
    this.k.value = k;
    this.waited.value = waited;
    return theta;
  }

  private remembered(step: number): Tensor {
    const { thresholds } = this;
    if (!thresholds) throw new ValueError('OTS', 'the option steps for running evaluation', 'none');
    const place = Math.min(step, thresholds.size - 1);
    return thresholds.slice(0, place, place + 1);
  }

  private remember(step: number, theta: Tensor): void {
    const steps = this.thresholds!.size;
    if (step >= steps) throw new ValueError('OTS', `training sequences of at most ${steps} steps`, `step ${step + 1}`);
    this.met[step]!.value = theta;
  }

  protected override beginSequence(): void {
    this.met = Array.from({ length: this.thresholds?.size ?? 0 }, () => new State());
  }

  protected override endSequence(): void {
    const now = this.met.flatMap(({ value }) => value ?? []);
    if (!this.thresholds || now.length === 0) return;
    const { backend, dtype } = this.thresholds;
    const step = fromData([...now.keys()], [now.length], { backend, dtype });
    const [old, rest] = [this.thresholds.slice(0, 0, now.length), this.thresholds.slice(0, now.length)];
    this.thresholds.replace(
      noGrad(() => {
        const inputs = { old, now: concat(now), step, waited: this.waited.value! };
        return concat([remember(inputs, { rate: 1 - this.momentum }), rest]);
      }),
    );
  }
}
