import { cifar10Statistics, unitStatistics } from '../transforms/normalise.js';
import { cifarTrainRecipe } from '../recipes/recipe.js';
import type { Pipeline } from './pipeline.js';

/** Random crop, cutout and horizontal flip while training, with the constants of CIFAR-10, which the paper also uses for CIFAR-100. */
export const cifar: Pipeline = ({ data: { augment, cutout, coding } }, part) => {
  // Poisson coding uses pixels from 0 to 1 as probabilities of spikes.
  const statistics = coding === 'poisson' ? unitStatistics(cifar10Statistics.mean.length) : cifar10Statistics;
  const augments = part === 'train' && augment;
  if (!augments) return { recipe: [{ name: 'normalise', statistics }] };
  return { recipe: cifarTrainRecipe({ cutout: cutout === 'off' ? false : cutout, statistics }) };
};
