import {
  channelNormGradient,
  defineOp,
  elementwise,
  ValueError,
  type ChannelStatistics,
  type Tensor,
} from '@spikegrad/core';
import { RunningNorm, type RunningNormOptions } from './runningNorm.js';
import { inverseDeviationOf, normalised, type Transformation } from './channelMap.js';

/** Which formula gives γ's gradient: the paper's, or that of its released code, where a factor σ/σ̂ is missing. */
export type GammaGradient = 'paper' | 'official';

/** @see OSR */
export interface OSROptions extends RunningNormOptions {
  /**
   * A step in which any channel's deviation is this many times larger or smaller than its running one is forwarded with its own
   * statistics; `null` never does. @defaultValue `20`
   */
  readonly guardRatio?: number | null;
  /** @defaultValue `'paper'` */
  readonly gammaGradient?: GammaGradient;
}

/**
 * What the double transformation of one step needs besides its input; all `[C]`. The value has a transformation of its own: that
 * of the running statistics, or of the step's where the guard fell back.
 */
interface Renormalisation extends Transformation {
  readonly mean: Tensor;
  readonly inverseDeviation: Tensor;
  readonly runningMean: Tensor;
  readonly inverseRunning: Tensor;
  readonly gammaGradient: GammaGradient;
}

/**
 * The double transformation. Value: `γ (I − μ̂)/σ̂ + β`, the same at every step. Gradient: that of batch normalisation with the
 * step's own statistics, rescaled: `dI = γ/σ̂ · (dy − mean(dy) − Î · mean(dy · Î))`.
 */
const renormalise = defineOp<[x: Tensor, gamma: Tensor, beta: Tensor], Renormalisation>('osr', {
  forward: ([x, gamma, beta], { centre, inverse }) => normalised(x, { gamma, beta, centre, inverse }),
  backward: (dy, { inputs: [x, gamma], options }) => {
    const { mean, inverseDeviation, runningMean, inverseRunning, gammaGradient } = options;
    const scale = gamma.mul(inverseRunning);
    const { dx, sum, product } = channelNormGradient(dy, { x, mean, inverseDeviation, scale });
    const ratio = gammaGradient === 'paper' ? inverseRunning.div(inverseDeviation) : 1; // σ/σ̂
    const dGamma = product.mul(ratio).add(sum.mul(mean.sub(runningMean)).mul(inverseRunning));
    return [dx, dGamma, sum];
  },
});

/** `max(q, 1/q)` of `q = σ/σ̂`. */
const ratioOf = elementwise('deviation ratio', ['a', 'b'], [], ({ a, b }) => a.div(b).maximum(b.div(a)));

/**
 * Online Spiking Renormalization: normalises the current of every time step with the same running statistics, so that a network
 * learning step by step trains on what it will compute in evaluation, while the gradient is batch normalisation's.
 *
 * `[N, C]` or `[N, C, H, W]` in and out; statistics over all axes but the channel's. Running statistics are those of all steps
 * together and move once a sequence.
 *
 * @example
 * const norm = new OSR(64);
 * @see ICLR 2024, Section 4.1, Eq. 9–12
 */
export class OSR extends RunningNorm {
  readonly guardRatio: number | null;
  readonly gammaGradient: GammaGradient;
  protected override readonly acrossTime = true;

  constructor(channels: number, { guardRatio = 20, gammaGradient = 'paper', ...options }: OSROptions = {}) {
    super(channels, options);
    if (guardRatio !== null && !(guardRatio > 1))
      throw new ValueError('OSR', 'a guard ratio above 1, or null', String(guardRatio));
    this.guardRatio = guardRatio;
    this.gammaGradient = gammaGradient;
  }

  protected override normalise(x: Tensor, { mean, variance }: ChannelStatistics): Tensor {
    const { epsilon, gammaGradient } = this;
    const running = this.running();
    const inverseDeviation = inverseDeviationOf(variance, epsilon);
    const value = this.guarded({ centre: mean, inverse: inverseDeviation }, running);
    const gradient = {
      mean,
      inverseDeviation,
      runningMean: running.centre,
      inverseRunning: running.inverse,
      gammaGradient,
    };
    return renormalise([x, this.gamma, this.beta], { ...gradient, ...value });
  }

  private guarded(own: Transformation, running: Transformation): Transformation {
    if (this.guardRatio === null) return running;
    const fallsBack = ratioOf({ a: own.inverse, b: running.inverse }).max().greater(this.guardRatio);
    this.sequence.monitor?.record(this, 'guard', () => fallsBack);
    return {
      centre: fallsBack.where(own.centre, running.centre),
      inverse: fallsBack.where(own.inverse, running.inverse),
    };
  }
}
