import { compose } from './compose.js';
import { randomCrop } from './crop.js';
import { cutout, type CutoutFill } from './cutout.js';
import { horizontalFlip } from './flip.js';
import type { Transform } from './image.js';
import { normalise } from './normalise.js';

/** @see cifarTrainTransform */
export interface CifarTrainOptions {
  /**
   * The colour of the cutout patch; `false` cuts none.
   * @defaultValue `'grey'`
   */
  readonly cutout?: CutoutFill | false;
}

/**
 * The training pipeline for CIFAR-10 and CIFAR-100: random crop (padding 4) → cutout → horizontal flip → normalise.
 *
 * @see Zhu et al., "Online Stabilization of Spiking Neural Networks", ICLR 2024
 */
export function cifarTrainTransform({ cutout: fill = 'grey' }: CifarTrainOptions = {}): Transform {
  const patch = fill === false ? [] : [cutout({ fill })];
  return compose(randomCrop({ padding: 4 }), ...patch, horizontalFlip(), normalise());
}
