import { JointNorm } from './jointNorm.js';
import type { RunningNormOptions } from '../runningNorm.js';

/** @see TdBN */
export interface TdBNOptions extends Omit<RunningNormOptions, 'initialScale'> {
  /** V_th, the threshold of the next neurons. @defaultValue `1` */
  readonly threshold?: number;
  /** α; 1/√2 before a sum of two branches. @defaultValue `1` */
  readonly alpha?: number;
}

/**
 * Threshold-dependent batch normalisation: over time and batch together, γ begins as `α V_th`. It learns through time
 * only.
 *
 * @see Zheng et al., Going Deeper With Directly-Trained Larger Spiking Neural Networks (AAAI 2021)
 */
export class TdBN extends JointNorm {
  constructor(channels: number, { threshold = 1, alpha = 1, ...options }: TdBNOptions = {}) {
    super(channels, { ...options, initialScale: alpha * threshold });
  }
}
