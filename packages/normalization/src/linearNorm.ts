import type { Tensor } from '@spikegrad/core';
import { RunningNorm } from './runningNorm.js';

/**
 * The linear transformation, an ablation: OSR's value `γ (I − μ̂)/σ̂ + β` with the plain gradient `dI = γ/σ̂ · dy`, statistics
 * wholly detached. Known to train badly (53.25 % on CIFAR-100 in the paper's review).
 */
export class LinearNorm extends RunningNorm {
  protected override readonly acrossTime = true;

  protected override normalise(x: Tensor): Tensor {
    return this.evaluate(x);
  }
}
