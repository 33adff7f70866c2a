import { noGrad, ShapeError, formatShape, type ChannelStatistics, type Tensor } from '@spikegrad/core';
import { SequenceError } from '@spikegrad/nn';
import { checkCount } from '../checkCount.js';
import { VanillaNorm } from './vanillaNorm.js';

/**
 * Batch normalisation over time and batch together. In training it needs all steps at once, so it learns through time
 * only, with all frames in one call (`forwardSequence`).
 */
export abstract class JointNorm extends VanillaNorm {
  protected override readonly acrossTime = true;

  override forward(x: Tensor): Tensor {
    if (!this.training) return super.forward(x);
    throw new SequenceError(
      this.constructor.name,
      'all steps of a training sequence in one call, by whose statistics together it normalises: bptt with a batch that has multiStep',
      'one step; to learn step by step take OSR, VanillaNorm, BatchRenorm or BNTT',
    );
  }

  override forwardSequence(x: Tensor): Tensor {
    if (!this.training) return super.forwardSequence(x);
    const [steps, count, ...rest] = x.shape;
    if (x.rank < 3 || rest[0] !== this.channels)
      throw new ShapeError(this.constructor.name, `[T, N, ${this.channels}, …]`, formatShape(x.shape));
    checkCount(this, x, this.parts, this.channels);
    const own = noGrad(() => {
      const each = Array.from({ length: steps! }, (_, t) => {
        const frame = x.select(0, t);
        const statistics = this.observe(frame);
        frame.dispose();
        return statistics;
      });
      return this.own(together(each));
    });
    return this.normalise(x.reshape([steps! * count!, ...rest]), own).reshape(x.shape);
  }
}

/** The joint statistics of parts of equal size: `mean_t μ[t]`, `mean_t (σ²[t] + (μ[t] − μ)²)`. */
function together(each: readonly ChannelStatistics[]): ChannelStatistics {
  const average = (values: readonly Tensor[]): Tensor => values.reduce((sum, value) => sum.add(value)).div(each.length);
  const mean = average(each.map((part) => part.mean));
  return { mean, variance: average(each.map((part) => part.variance.add(part.mean.sub(mean).pow(2)))) };
}
