import { noGrad, type Tensor } from '@spikegrad/core';
import { Temporal } from '@spikegrad/nn';
import { merging } from '../acrossRanks.js';
import { checkCount } from '../checkCount.js';
import { checkSteps, placeOf, type StepsOption } from '../perStep.js';
import type { RunningNormOptions } from '../runningNorm.js';
import { emptySums, accumulate, sequenceStatistics, reportVariances } from '../statistics.js';
import { VanillaNorm } from './vanillaNorm.js';

/** @see BNTT */
export interface BNTTOptions extends Omit<RunningNormOptions, 'shift'>, StepsOption {}

/**
 * Batch normalisation through time: every step has its own batch normalisation, with its own γ and running statistics
 * and no β.
 *
 * @see Kim and Panda, Revisiting Batch Normalization for Training Low-Latency Deep Spiking Neural Networks From Scratch (2021)
 */
export class BNTT extends Temporal {
  readonly channels: number;
  /** The norm of each step. */
  readonly norms: readonly VanillaNorm[];
  /** Statistics of the steps, for a monitor only. */
  private readonly sums = emptySums();

  constructor(channels: number, { steps, ...options }: BNTTOptions) {
    super();
    checkSteps('BNTT', steps);
    this.channels = channels;
    this.norms = Array.from({ length: steps }, () => new VanillaNorm(channels, { ...options, shift: false }));
  }

  override forward(x: Tensor): Tensor {
    if (this.training && x.rank > 1) checkCount(this, x, merging(this.sequence.parts));
    const step = this.nextStep();
    const norm = this.norms[placeOf(this, step, this.norms.length)]!;
    const y = norm.forward(x);
    const [mean, variance] = norm.sums.map(({ value }) => value); // of this one step
    if (this.sequence.monitor && mean && variance) noGrad(() => accumulate(this.sums, { mean, variance }, step + 1));
    return y;
  }

  protected override endSequence(steps: number): void {
    const all = sequenceStatistics(this.sums, steps);
    if (all && steps > 1) reportVariances(this, this.sequence.monitor, all);
  }
}
