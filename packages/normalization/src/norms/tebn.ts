import { full, ValueError, type Tensor } from '@spikegrad/core';
import { Parameter, stepByStep } from '@spikegrad/nn';
import { normalised, type ChannelMap } from '../channelMap.js';
import { JointNorm } from './jointNorm.js';
import type { RunningNormOptions } from '../runningNorm.js';
import { checkSteps, placeOf, type StepsOption } from '../perStep.js';

/** @see TEBN */
export interface TEBNOptions extends RunningNormOptions, StepsOption {}

/**
 * Temporal effective batch normalisation: over time and batch together, then a learned scale per step, `y[t] = p[t] ·
 * BN(x)[t]`. It learns through time only.
 *
 * @see Duan et al., Temporal Effective Batch Normalization in Spiking Neural Networks (NeurIPS 2022)
 */
export class TEBN extends JointNorm {
  /** p, `[T]`, begins as ones. */
  readonly scales: Parameter;

  constructor(channels: number, options: TEBNOptions) {
    const { steps, ...rest } = options;
    super(channels, rest);
    checkSteps('TEBN', steps);
    const { backend, dtype } = this.gamma;
    this.scales = new Parameter(full([steps], 1, { backend, dtype }));
  }

  override forwardSequence(x: Tensor): Tensor {
    if (!this.training) return stepByStep(x, (frame) => this.forward(frame));
    const steps = x.shape[0]!;
    placeOf(this, steps - 1, this.scales.size);
    const each = this.scales.slice(0, 0, steps).reshape([steps, ...new Array<number>(x.rank - 1).fill(1)]);
    return super.forwardSequence(x).mul(each);
  }

  protected override evaluate(x: Tensor): Tensor {
    const place = placeOf(this, this.nextStep(), this.scales.size);
    const scale = this.scales.slice(0, place, place + 1);
    return normalised(x, { gamma: this.gamma.mul(scale), beta: this.beta.mul(scale), ...this.statisticsFor(x) });
  }

  /** @throws ValueError, since a scale for each step is not one affine map */
  override affine(): ChannelMap {
    throw new ValueError('TEBN', 'a norm that is the same at every step, to fold it', 'one with a scale per step');
  }
}
