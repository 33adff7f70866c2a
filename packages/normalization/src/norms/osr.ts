import { elementwise, ValueError, type Tensor } from '@spikegrad/core';
import type { Transformation } from '../channelMap.js';
import { ratioAndShift, renormalise } from '../renormalise.js';
import { RunningNorm, type RunningNormOptions } from '../runningNorm.js';

/** The formula of γ's gradient: the paper's, or that of its released code, which lacks a factor σ/σ̂. */
export type GammaGradient = 'paper' | 'official';

/** @see OSR */
export interface OSROptions extends RunningNormOptions {
  /**
   * If any channel's deviation is more than this many times larger or smaller than its running one, the step is
   * normalised with its own statistics; `null` turns this off. @defaultValue `20`
   */
  readonly guardRatio?: number | null;
  /** @defaultValue `'paper'` */
  readonly gammaGradient?: GammaGradient;
}

/** `max(q, 1/q)` of `q = σ/σ̂`. */
const ratioOf = elementwise('deviation ratio', ['a', 'b'], [], ({ a, b }) => a.div(b).maximum(b.div(a)));

/**
 * Online Spiking Renormalization. It normalises the current of every time step with the same running statistics, so
 * training and evaluation compute the same values. The gradient is that of batch normalisation.
 *
 * `[N, C]` or `[N, C, H, W]` in and out, with statistics over all axes but the channel's. Running statistics are those
 * of all steps together and are updated once per sequence.
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

  /**
   * The double transformation. The value is `γ (I − μ̂)/σ̂ + β` at every step where the guard does not act. The
   * gradient is that of batch normalisation with the step's own statistics, rescaled: `dI = γ/σ̂ · (dy − mean(dy) − Î ·
   * mean(dy · Î))`.
   */
  protected override normalise(x: Tensor, own: Transformation): Tensor {
    const running = this.running();
    const { ratio, shift } = ratioAndShift({ ...own, mean: running.centre, running: running.inverse });
    return renormalise([x, this.gamma, this.beta], {
      value: this.guarded(own, running),
      own,
      slope: running.inverse,
      ratio: this.gammaGradient === 'paper' ? ratio : null,
      shift,
      parts: this.parts,
    });
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
