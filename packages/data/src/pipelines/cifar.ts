import { cifar10Statistics, unitStatistics } from '../transforms/normalise.js';
import { cifarTrainRecipe } from '../recipes/recipe.js';
import type { Pipeline } from './pipeline.js';

/** Random crop, cutout and horizontal flip while training, with the constants of CIFAR-10, which the paper takes for CIFAR-100 too. */
export const cifar: Pipeline = ({ data: { augment, cutout, coding } }, part) => {
  // Brightness from 0 to 1 is what spikes are drawn with.
  const statistics = coding === 'poisson' ? unitStatistics(cifar10Statistics.mean.length) : cifar10Statistics;
  const isDrawn = part === 'train' && augment;
  if (!isDrawn) return { recipe: [{ name: 'normalise', statistics }] };
  return { recipe: cifarTrainRecipe({ cutout: cutout === 'off' ? false : cutout, statistics }) };
};
