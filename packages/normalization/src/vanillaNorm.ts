import { channelNormGradient, defineOp, type ChannelStatistics, type Tensor } from '@spikegrad/core';
import { RunningNorm } from './runningNorm.js';
import { inverseDeviationOf, normalised } from './channelMap.js';

interface Own {
  readonly mean: Tensor;
  readonly inverseDeviation: Tensor;
}

/** Batch normalisation of one step by its own statistics, with their gradient. */
const batchNormalise = defineOp<[x: Tensor, gamma: Tensor, beta: Tensor], Own>('vanillaNorm', {
  forward: ([x, gamma, beta], { mean, inverseDeviation }) =>
    normalised(x, { gamma, beta, centre: mean, inverse: inverseDeviation }),
  backward: (dy, { inputs: [x, gamma], options: { mean, inverseDeviation } }) => {
    const scale = gamma.mul(inverseDeviation);
    const { dx, sum, product } = channelNormGradient(dy, { x, mean, inverseDeviation, scale });
    return [dx, product, sum];
  },
});

/**
 * Batch normalisation made online the plain way, the paper's baseline: each training step is normalised by its own statistics,
 * evaluation by running ones, which move once a sequence by the mean over its steps of mean and variance. What the network trains
 * on and what it computes in evaluation differ when statistics drift over time.
 */
export class VanillaNorm extends RunningNorm {
  protected override readonly acrossTime = false;

  protected override normalise(x: Tensor, { mean, variance }: ChannelStatistics): Tensor {
    const inverseDeviation = inverseDeviationOf(variance, this.epsilon);
    return batchNormalise([x, this.gamma, this.beta], { mean, inverseDeviation });
  }
}
