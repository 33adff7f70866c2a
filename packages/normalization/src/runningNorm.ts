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
import { stepsAsBatch, Buffer, Parameter, PendingUpdate, Temporal } from '@spikegrad/nn';
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
 * When a training sequence reaches the running statistics: at its end, or at the beginning of the next one. A sequence that is
 * still waiting is in no state dict (`resumeState` has it), and dropped when running statistics are loaded or moved.
 */
export type Flush = 'end' | 'lazy';

/**
 * The statistics of evaluation: `'running'`, or `'dynamic'` for those of the test batch at each step, as batch normalisation has them in
 * training.
 */
export type NormEvaluation = 'running' | 'dynamic';

const evaluations: readonly NormEvaluation[] = ['running', 'dynamic'];

/** What the norms with running statistics share. */
export interface RunningNormOptions extends Pick<CreateOptions, 'backend' | 'dtype'> {
  /** Added to variances. @defaultValue `1e-4` */
  readonly epsilon?: number;
  /** Weight of the old running value. @defaultValue `0.9` */
  readonly momentum?: number;
  /** @defaultValue `'end'` */
  readonly flush?: Flush;
  /** The statistics of evaluation. @defaultValue `'running'` */
  readonly evaluation?: NormEvaluation;
  /** What γ begins as. @defaultValue `1` */
  readonly initialScale?: number;
  /** Whether β is learned; else it stays 0. @defaultValue `true` */
  readonly shift?: boolean;
}

/**
 * A channel norm of `[N, C, …]` that learns online: in training each step is normalised by itself while the statistics of the
 * whole sequence gather; once a sequence they move the running ones, with which evaluation normalises.
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
  /** β, `[C]`, begins as zeros; kept and not learned where `shift` is false. */
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

  /** Whether the spread of the means over time counts as variance, as it does in the statistics of all steps together. */
  protected abstract readonly acrossTime: boolean;

  /** The normalised input of one training step, given what the step's own statistics would normalise it with. */
  protected abstract normalise(x: Tensor, own: Transformation): Tensor;

  /** Evaluation with running statistics carries nothing from step to step. */
  override forwardSequence(x: Tensor): Tensor {
    const byStep = this.training || this.evaluation === 'dynamic';
    return byStep ? super.forwardSequence(x) : stepsAsBatch(x, (frames) => this.forward(frames));
  }

  override forward(x: Tensor): Tensor {
    if (x.rank < 2 || x.shape[1] !== this.channels) {
      throw new ShapeError(this.constructor.name, `[N, ${this.channels}, …]`, formatShape(x.shape));
    }
    if (!this.training) return this.evaluate(x);
    checkCount(this, x);
    return this.normalise(x, this.own(noGrad(() => this.observe(x))));
  }

  /** Takes the statistics of a training step down, and gives them. */
  protected observe(x: Tensor): ChannelStatistics {
    const step = this.nextStep() + 1;
    const statistics = channelStatistics(x);
    accumulate(this.sums, statistics, step);
    return statistics;
  }

  /** μ and 1/√(σ² + ε) of a step. */
  protected own({ mean, variance }: ChannelStatistics): Transformation {
    return { centre: mean, inverse: inverseDeviationOf(variance, this.epsilon) };
  }

  /** `γ (x − μ̂)/√(σ̂² + ε) + β`; evaluated dynamically, with μ and σ² of `x`. */
  protected evaluate(x: Tensor): Tensor {
    return normalised(x, { gamma: this.gamma, beta: this.beta, ...this.statisticsFor(x) });
  }

  /** @internal The statistics that normalise `x` where no gradient flows through them. */
  protected statisticsFor(x: Tensor): Transformation {
    if (this.training || this.evaluation === 'running') return this.running();
    if (x.size === this.channels)
      throw new ShapeError(
        this.constructor.name,
        "more than one value a channel to evaluate dynamically: a larger batch, or evaluation = 'running'",
        `one, of ${formatShape(x.shape)}`,
      );
    return this.own(noGrad(() => channelStatistics(x)));
  }

  /** Evaluation with running statistics as one scale and one shift a channel: `γ/σ̂` and `β − γ μ̂/σ̂`. */
  affine(): ChannelMap {
    return channelMapOf({ gamma: this.gamma, beta: this.beta, ...this.running() });
  }

  /** @internal μ̂ and 1/√(σ̂² + ε), as snapshots: the buffers move at the end of a sequence, maybe before the backward pass. */
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

  /** The running statistics after a sequence of such statistics. */
  protected after({ mean, variance }: ChannelStatistics): ChannelStatistics {
    return {
      mean: exponentialAverage(this.runningMean, mean, this.momentum),
      variance: exponentialAverage(this.runningVariance, variance, this.momentum),
    };
  }

  /** Gives the running statistics the values that wait for them, if any do. */
  private move(): void {
    for (const next of [this.nextMean, this.nextVariance]) {
      if (next.value) next.target.replace(next.value);
      next.clear();
    }
  }
}
