import type { SetName } from '@spikegrad/data';
import type { Dimensions } from './dimensions.js';

/**
 * The set and the number of steps that a released network was trained with. The papers use one set for each number of
 * channels and classes.
 */
export function trainedOn(
  { channels, classes }: Dimensions,
  normed: boolean,
): { readonly set: SetName; readonly steps: number } {
  const steps = normed ? 4 : 6;
  switch (`${channels} channels, ${classes} classes`) {
    case '2 channels, 10 classes':
      return { set: 'cifar10Dvs', steps: 10 };
    case '2 channels, 11 classes':
      return { set: 'dvsGesture', steps: normed ? 14 : 20 };
    case '3 channels, 100 classes':
      return { set: 'cifar100', steps };
    case '3 channels, 1000 classes':
      return { set: 'imagenet', steps };
  }
  return { set: 'cifar10', steps };
}
