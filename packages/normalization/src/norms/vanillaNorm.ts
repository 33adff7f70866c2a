import { ValueError, type ChannelStatistics, type Tensor } from '@spikegrad/core';
import { State } from '@spikegrad/nn';
import type { Transformation } from '../channelMap.js';
import { byBatchStatistics, renormalise } from '../renormalise.js';
import { RunningNorm, type RunningNormOptions } from '../runningNorm.js';
import { exponentialAverage } from '../statistics.js';

/** How often running statistics are updated: once per sequence, or at every step. */
export type Averaging = 'sequence' | 'step';

/** @see VanillaNorm */
export interface VanillaNormOptions extends RunningNormOptions {
  /**
   * At every step the weight of the old value is `1 − (1 − momentum)/T`, so that the total update of a sequence is
   * similar. @defaultValue `'sequence'`
   */
  readonly averaging?: Averaging;
}

/**
 * Online batch normalisation, the paper's baseline. Each training step is normalised by its own statistics, and
 * evaluation by running ones: the mean over the steps of mean and variance. Training and evaluation therefore differ if
 * statistics change over time.
 */
export class VanillaNorm extends RunningNorm {
  readonly averaging: Averaging;
  protected override readonly acrossTime: boolean = false;
  private readonly averageMean = new State();
  private readonly averageVariance = new State();

  constructor(channels: number, { averaging = 'sequence', ...options }: VanillaNormOptions = {}) {
    super(channels, options);
    if (!['sequence', 'step'].includes(averaging))
      throw new ValueError(this.constructor.name, "an averaging of 'sequence' or 'step'", `'${averaging}'`);
    this.averaging = averaging;
  }

  protected override normalise(x: Tensor, own: Transformation): Tensor {
    return renormalise([x, this.gamma, this.beta], byBatchStatistics(own, this.parts));
  }

  protected override observe(x: Tensor): ChannelStatistics {
    const statistics = super.observe(x);
    if (this.averaging === 'step') this.average(statistics);
    return statistics;
  }

  private average({ mean, variance }: ChannelStatistics): void {
    const momentum = 1 - (1 - this.momentum) / this.sequence.steps;
    this.averageMean.value = exponentialAverage(this.averageMean.value ?? this.runningMean, mean, momentum);
    this.averageVariance.value = exponentialAverage(
      this.averageVariance.value ?? this.runningVariance,
      variance,
      momentum,
    );
  }

  protected override after(statistics: ChannelStatistics): ChannelStatistics {
    const [mean, variance] = [this.averageMean.value, this.averageVariance.value];
    // Detached, because the states are emptied with the sequence.
    return mean && variance ? { mean: mean.detach(), variance: variance.detach() } : super.after(statistics);
  }
}
