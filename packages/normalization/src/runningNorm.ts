import {
  channelStatistics,
  full,
  noGrad,
  scope,
  ShapeError,
  show,
  ValueError,
  type ChannelStatistics,
  type CreateOptions,
  type Tensor,
} from '@spikegrad/core';
import { Buffer, Parameter, Pending, State, Temporal } from '@spikegrad/nn';
import { channelMapOf, inverseDeviationOf, normalised, type ChannelMap, type Transformation } from './channelMap.js';
import { combined, moved } from './statistics.js';

/**
 * When a training sequence reaches the running statistics: at its end, or at the beginning of the next one. A sequence that is
 * still waiting is in no state dict (`carriedState` has it), and dropped when running statistics are loaded or moved.
 */
export type Flush = 'end' | 'lazy';

/** What the norms with running statistics share. */
export interface RunningNormOptions extends Pick<CreateOptions, 'backend' | 'dtype'> {
  /** Added to variances. @defaultValue `1e-4` */
  readonly epsilon?: number;
  /** Weight of the old running value. @defaultValue `0.9` */
  readonly momentum?: number;
  /** @defaultValue `'end'` */
  readonly flush?: Flush;
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
  /** γ, `[C]`, begins as ones. */
  readonly gamma: Parameter;
  /** β, `[C]`, begins as zeros. */
  readonly beta: Parameter;
  /** μ̂, `[C]`, begins as zeros. */
  readonly runningMean: Buffer;
  /** σ̂², biased, `[C]`, begins as ones. */
  readonly runningVariance: Buffer;
  private readonly sumOfMeans = new State();
  private readonly sumOfVariances = new State();
  private readonly pendingMean: Pending;
  private readonly pendingVariance: Pending;

  constructor(channels: number, { epsilon = 1e-4, momentum = 0.9, flush = 'end', ...create }: RunningNormOptions = {}) {
    super();
    const who = this.constructor.name;
    if (!(Number.isInteger(channels) && channels >= 1))
      throw new ValueError(who, 'at least one channel', String(channels));
    if (!(epsilon > 0 && Number.isFinite(epsilon))) throw new ValueError(who, 'an epsilon above 0', String(epsilon));
    if (!(momentum >= 0 && momentum < 1))
      throw new ValueError(who, 'a momentum of at least 0 and below 1', String(momentum));
    this.channels = channels;
    this.epsilon = epsilon;
    this.momentum = momentum;
    this.flush = flush;
    this.gamma = new Parameter(full([channels], 1, create));
    this.beta = new Parameter(full([channels], 0, create));
    this.runningMean = new Buffer(full([channels], 0, create));
    this.runningVariance = new Buffer(full([channels], 1, create));
    this.pendingMean = new Pending(this.runningMean);
    this.pendingVariance = new Pending(this.runningVariance);
  }

  /** Whether the spread of the means over time counts as variance, as it does in the statistics of all steps together. */
  protected abstract readonly acrossTime: boolean;

  /** The normalised input of one training step, given the step's own statistics. */
  protected abstract normalise(x: Tensor, statistics: ChannelStatistics): Tensor;

  override get stateful(): boolean {
    return this.training;
  }

  override forward(x: Tensor): Tensor {
    if (x.rank < 2 || x.shape[1] !== this.channels) {
      throw new ShapeError(this.constructor.name, `[N, ${this.channels}, …]`, show(x.shape));
    }
    if (!this.training) return this.evaluate(x);
    this.nextStep();
    const statistics = noGrad(() => channelStatistics(x));
    noGrad(() => this.gather(statistics));
    return this.normalise(x, statistics);
  }

  /** `γ (x − μ̂)/√(σ̂² + ε) + β`. */
  protected evaluate(x: Tensor): Tensor {
    return normalised(x, { gamma: this.gamma, beta: this.beta, ...this.running() });
  }

  /** Evaluation as one scale and one shift a channel: `γ/σ̂` and `β − γ μ̂/σ̂`. */
  affine(): ChannelMap {
    return channelMapOf({ gamma: this.gamma, beta: this.beta, ...this.running() });
  }

  /** @internal μ̂ and 1/√(σ̂² + ε), as snapshots: the buffers move at the end of a sequence, maybe before the backward pass. */
  protected running(): Transformation {
    const centre = this.runningMean.detach();
    return { centre, inverse: inverseDeviationOf(this.runningVariance.detach(), this.epsilon) };
  }

  private gather({ mean, variance }: ChannelStatistics): void {
    const spread = this.acrossTime ? variance.add(mean.mul(mean)) : variance;
    this.sumOfMeans.value = this.sumOfMeans.value?.add(mean) ?? mean;
    this.sumOfVariances.value = this.sumOfVariances.value?.add(spread) ?? spread;
  }

  protected override beginSequence(): void {
    if (this.training) this.move();
  }

  protected override endSequence(steps: number): void {
    const [means, variances] = [this.sumOfMeans.value, this.sumOfVariances.value];
    if (!means || !variances) return;
    const { mean, variance } = noGrad(() => combined(means, variances, steps, this.acrossTime));
    this.pendingMean.hold(mean);
    this.pendingVariance.hold(variance);
    if (this.flush === 'end') this.move();
  }

  /** Moves the running statistics by those of the last sequence, if they are still waiting. */
  private move(): void {
    const [mean, variance] = [this.pendingMean.value, this.pendingVariance.value];
    if (mean && variance) {
      scope(() =>
        noGrad(() => {
          this.runningMean.replace(moved(this.runningMean, mean, this.momentum));
          this.runningVariance.replace(moved(this.runningVariance, variance, this.momentum));
        }),
      );
    }
    this.pendingMean.clear();
    this.pendingVariance.clear();
  }
}
