import type { Tensor } from '@spikegrad/core';
import { RunningNorm } from '../runningNorm.js';

/**
 * The linear transformation, an ablation: OSR's value `γ (I − μ̂)/σ̂ + β` with the gradient `dI = γ/σ̂ · dy`; the
 * statistics are detached. It trains badly (53.25 % on CIFAR-100 in the paper's review). Its variance is biased, as in
 * every norm here; the released code uses an unbiased one (n − 1) in this norm, and a momentum of 0.99.
 */
export class LinearNorm extends RunningNorm {
  protected override readonly acrossTime = true;

  protected override normalise(x: Tensor): Tensor {
    return this.evaluate(x);
  }
}
