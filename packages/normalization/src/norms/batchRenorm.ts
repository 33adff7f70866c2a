import { elementwise, full, ValueError, type Tensor } from '@spikegrad/core';
import { Buffer } from '@spikegrad/nn';
import type { Transformation } from '../channelMap.js';
import { ratioAndShift, renormalise } from '../renormalise.js';
import { RunningNorm, type RunningNormOptions } from '../runningNorm.js';

/** @see BatchRenorm */
export interface BatchRenormOptions extends RunningNormOptions {
  /** r_max, at least 1: σ/σ̂ is clipped to 1/r_max … r_max. @defaultValue `3` */
  readonly maxRatio?: number;
  /** d_max, at least 0: (μ − μ̂)/σ̂ is clipped to ±d_max. @defaultValue `5` */
  readonly maxShift?: number;
  /**
   * Training sequences until both limits reach their maximum. The first eighth is plain batch normalisation (1 and 0).
   * Then both grow linearly, d_max until five eighths, r_max until the end. With 0 they begin at the maximum.
   * @defaultValue `40000`
   */
  readonly warmUp?: number;
}

/** `r` and `d`, clipped to their limits, which grow from 1 and 0. With them `Î r + d` is an affine map of the input. */
const limit = elementwise(
  'batch renorm',
  ['ratio', 'shift', 'centre', 'inverse', 'sequences'],
  ['maxRatio', 'maxShift', 'hold', 'ratioPace', 'shiftPace'],
  ({ ratio, shift, centre, inverse, sequences, maxRatio, maxShift, hold, ratioPace, shiftPace }) => {
    const held = sequences.add(1).sub(hold);
    const [ratioOpen, shiftOpen] = [ratioPace, shiftPace].map((pace) => held.mul(pace).minimum(1).maximum(0));
    const most = ratioOpen!.mul(maxRatio.sub(1)).add(1);
    const far = shiftOpen!.mul(maxShift);
    const r = ratio.minimum(most).maximum(most.pow(-1));
    const d = shift.minimum(far).maximum(far.neg());
    const slope = inverse.mul(r);
    return { r, d, centre: centre.sub(d.div(slope)), slope };
  },
);

/**
 * Batch renormalisation: `γ (Î r + d) + β` with `r = clip(σ/σ̂, 1/r_max, r_max)` and `d = clip((μ − μ̂)/σ̂, ±d_max)`,
 * through which no gradient flows. If nothing is clipped, the value is that of evaluation. The limits grow during
 * training. Running statistics are those of `VanillaNorm`.
 *
 * @see Ioffe, Batch Renormalization (NeurIPS 2017); it averages σ where this averages σ²
 */
export class BatchRenorm extends RunningNorm {
  readonly maxRatio: number;
  readonly maxShift: number;
  readonly warmUp: number;
  /** The number of training sequences, `[1]`. */
  readonly sequences: Buffer;
  protected override readonly acrossTime = false;

  constructor(channels: number, options: BatchRenormOptions = {}) {
    const { maxRatio = 3, maxShift = 5, warmUp = 40_000, ...rest } = options;
    super(channels, rest);
    checkAtLeast(1, 'a greatest ratio', maxRatio);
    checkAtLeast(0, 'a greatest shift', maxShift);
    checkAtLeast(0, 'a warm-up', warmUp);
    this.maxRatio = maxRatio;
    this.maxShift = maxShift;
    this.warmUp = warmUp;
    const { backend, dtype } = this.gamma;
    this.sequences = new Buffer(full([1], 0, { backend, dtype }));
  }

  protected override normalise(x: Tensor, own: Transformation): Tensor {
    const { maxRatio, maxShift, warmUp } = this;
    const { centre: mean, inverse: running } = this.running();
    const hold = warmUp / 8;
    const pace = (until: number): number => 1 / Math.max(1, until - hold);
    const { r, d, centre, slope } = limit(
      { ...own, ...ratioAndShift({ ...own, mean, running }), sequences: this.sequences.detach() },
      { maxRatio, maxShift, hold, ratioPace: pace(warmUp), shiftPace: pace(5 * hold) },
    );
    const value = { centre, inverse: slope };
    return renormalise([x, this.gamma, this.beta], { value, own, slope, ratio: r, shift: d, parts: this.parts });
  }

  protected override endSequence(steps: number): void {
    super.endSequence(steps);
    if (steps > 0) this.sequences.replace(this.sequences.add(1));
  }
}

function checkAtLeast(least: number, what: string, value: number): void {
  if (!(value >= least && Number.isFinite(value)))
    throw new ValueError('BatchRenorm', `${what} from ${least} on`, String(value));
}
