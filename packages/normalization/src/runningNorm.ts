import {
  channelStatistics,
  checkPlacement,
  full,
  noGrad,
  ShapeError,
  formatShape,
  ValueError,
  type ChannelStatistics,
  type CreateOptions,
  type Tensor,
} from '@spikegrad/core';
import { stepsAsBatch, type BatchParts, Buffer, Parameter, PendingUpdate, Temporal } from '@spikegrad/nn';
import { mergeStatistics, merging } from './acrossRanks.js';
import { checkCount } from './checkCount.js';
import { channelMapOf, inverseDeviationOf, normalised, type ChannelMap, type Transformation } from './channelMap.js';
import {
  emptySums,
  accumulate,
  exponentialAverage,
  sequenceStatistics,
  reportVariances,
  type Sums,
} from './statistics.js';

/**
 * When a training sequence updates the running statistics: at its end, or at the beginning of the next one. A pending
 * update is in `resumeState` and not in a state dict. It is dropped when running statistics are loaded or moved to
 * another backend.
 */
export type Flush = 'end' | 'lazy';

/**
 * The statistics of evaluation: `'running'`, or `'dynamic'` for those of the test batch at each step, as in batch
 * normalisation in training.
 */
export type NormEvaluation = 'running' | 'dynamic';

const evaluations: readonly NormEvaluation[] = ['running', 'dynamic'];

/** Options of norms with running statistics. */
export interface RunningNormOptions extends Pick<CreateOptions, 'backend' | 'dtype'> {
  /** Added to variances. @defaultValue `1e-4` */
  readonly epsilon?: number;
  /** Weight of the old running value. @defaultValue `0.9` */
  readonly momentum?: number;
  /** @defaultValue `'end'` */
  readonly flush?: Flush;
  /** The statistics of evaluation. @defaultValue `'running'` */
  readonly evaluation?: NormEvaluation;
  /** Initial value of γ. @defaultValue `1` */
  readonly initialScale?: number;
  /** Whether β is learned; else it stays 0. @defaultValue `true` */
  readonly shift?: boolean;
}

/**
 * A channel norm of `[N, C, …]` for online learning. In training it normalises each step and collects the statistics of
 * the sequence. Once per sequence they update the running statistics, which evaluation uses.
 */
export abstract class RunningNorm extends Temporal {
  readonly channels: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly flush: Flush;
  /** The statistics of evaluation. May be changed between sequences. */
  evaluation: NormEvaluation;
  /** γ, `[C]`. */
  readonly gamma: Parameter;
  /** β, `[C]`, begins as zeros; not learned if `shift` is false. */
  readonly beta: Parameter | Buffer;
  /** μ̂, `[C]`, begins as zeros. */
  readonly runningMean: Buffer;
  /** σ̂², biased, `[C]`, begins as ones. */
  readonly runningVariance: Buffer;
  /** @internal */
  readonly sums: Sums = emptySums();
  private readonly nextMean: PendingUpdate;
  private readonly nextVariance: PendingUpdate;

  constructor(channels: number, options: RunningNormOptions = {}) {
    super();
    const { epsilon = 1e-4, momentum = 0.9, flush = 'end', evaluation = 'running', ...rest } = options;
    const { initialScale = 1, shift = true, ...where } = rest;
    const who = this.constructor.name;
    const create = checkPlacement(who, where);
    if (!(Number.isInteger(channels) && channels >= 1))
      throw new ValueError(who, 'at least one channel', String(channels));
    if (!(epsilon > 0 && Number.isFinite(epsilon))) throw new ValueError(who, 'an epsilon above 0', String(epsilon));
    if (!(momentum >= 0 && momentum < 1))
      throw new ValueError(who, 'a momentum of at least 0 and below 1', String(momentum));
    if (!(initialScale > 0 && Number.isFinite(initialScale)))
      throw new ValueError(who, 'an initial scale above 0', String(initialScale));
    if (!evaluations.includes(evaluation))
      throw new ValueError(who, "an evaluation of 'running' or 'dynamic'", `'${String(evaluation)}'`);
    this.channels = channels;
    this.evaluation = evaluation;
    this.epsilon = epsilon;
    this.momentum = momentum;
    this.flush = flush;
    this.gamma = new Parameter(full([channels], initialScale, create));
    this.beta = new (shift ? Parameter : Buffer)(full([channels], 0, create));
    this.runningMean = new Buffer(full([channels], 0, create));
    this.runningVariance = new Buffer(full([channels], 1, create));
    this.nextMean = new PendingUpdate(this.runningMean);
    this.nextVariance = new PendingUpdate(this.runningVariance);
  }

  /**
   * Whether the variance of the means over time is part of the variance, as in the statistics of all steps together.
   */
  protected abstract readonly acrossTime: boolean;

  /** The normalised input of one training step; `own` are the step's own statistics. */
  protected abstract normalise(x: Tensor, own: Transformation): Tensor;

  /** Evaluation with running statistics has no state between steps. */
  override forwardSequence(x: Tensor): Tensor {
    const byStep = this.training || this.evaluation === 'dynamic';
    return byStep ? super.forwardSequence(x) : stepsAsBatch(x, (frames) => this.forward(frames));
  }

  override forward(x: Tensor): Tensor {
    if (x.rank < 2 || x.shape[1] !== this.channels) {
      throw new ShapeError(this.constructor.name, `[N, ${this.channels}, …]`, formatShape(x.shape));
    }
    if (!this.training) return this.evaluate(x);
    checkCount(this, x, this.parts);
    return this.normalise(x, this.own(noGrad(() => this.observe(x))));
  }

  /** Records the statistics of a training step and returns them. */
  protected observe(x: Tensor): ChannelStatistics {
    const step = this.nextStep() + 1;
    const { parts } = this;
    const own = channelStatistics(x);
    const statistics = parts ? mergeStatistics(own, parts) : own;
    accumulate(this.sums, statistics, step);
    return statistics;
  }

  /** The parts of the batch over which statistics are merged; `null` for those of this process. */
  protected get parts(): BatchParts | null {
    return merging(this.sequence.parts);
  }

  /** μ and 1/√(σ² + ε) of a step. */
  protected own({ mean, variance }: ChannelStatistics): Transformation {
    return { centre: mean, inverse: inverseDeviationOf(variance, this.epsilon) };
  }

  /** `γ (x − μ̂)/√(σ̂² + ε) + β`; with dynamic evaluation, μ and σ² of `x`. */
  protected evaluate(x: Tensor): Tensor {
    return normalised(x, { gamma: this.gamma, beta: this.beta, ...this.statisticsFor(x) });
  }

  /** @internal The statistics that normalise `x`, without a gradient. */
  protected statisticsFor(x: Tensor): Transformation {
    if (this.training || this.evaluation === 'running') return this.running();
    if (x.size === this.channels)
      throw new ShapeError(
        this.constructor.name,
        "more than one value per channel for dynamic evaluation: a larger batch, or evaluation = 'running'",
        `one, of ${formatShape(x.shape)}`,
      );
    return this.own(noGrad(() => channelStatistics(x)));
  }

  /** Evaluation with running statistics as one scale and one shift per channel: `γ/σ̂` and `β − γ μ̂/σ̂`. */
  affine(): ChannelMap {
    return channelMapOf({ gamma: this.gamma, beta: this.beta, ...this.running() });
  }

  /** @internal μ̂ and 1/√(σ̂² + ε), as copies: the buffers may change before the backward pass. */
  protected running(): Transformation {
    return this.own({ mean: this.runningMean.detach(), variance: this.runningVariance.detach() });
  }

  protected override beginSequence(): void {
    if (this.training) this.move();
  }

  protected override endSequence(steps: number): void {
    const all = sequenceStatistics(this.sums, steps);
    if (!all) return;
    if (steps > 1) reportVariances(this, this.sequence.monitor, all);
    const { mean, within, between } = all;
    const next = this.after({ mean, variance: this.acrossTime ? within.add(between) : within });
    this.nextMean.hold(next.mean);
    this.nextVariance.hold(next.variance);
    if (this.flush === 'end') this.move();
  }

  /** The running statistics after a sequence with these statistics. */
  protected after({ mean, variance }: ChannelStatistics): ChannelStatistics {
    return {
      mean: exponentialAverage(this.runningMean, mean, this.momentum),
      variance: exponentialAverage(this.runningVariance, variance, this.momentum),
    };
  }

  /** Applies a pending update of the running statistics, if there is one. */
  private move(): void {
    for (const next of [this.nextMean, this.nextVariance]) {
      if (next.value) next.target.replace(next.value);
      next.clear();
    }
  }
}
