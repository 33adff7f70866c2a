import { imagenetTestRecipe, imagenetTrainRecipe } from '../recipes/imagenetRecipes.js';
import { unitStatistics } from '../transforms/normalise.js';
import type { Pipeline } from './pipeline.js';

/**
 * Training: a random crop, resized to 224×224, and a horizontal flip. Test: a centre crop. Both with the constants of
 * ImageNet.
 */
export const imagenet: Pipeline = ({ data: { augment, coding } }, part) => {
  const recipe = part === 'train' && augment ? imagenetTrainRecipe() : imagenetTestRecipe();
  if (coding !== 'poisson') return { recipe };
  const last = { name: 'normalise', statistics: unitStatistics(3) } as const; // brightness from 0 to 1
  return { recipe: recipe.map((step) => (step.name === 'normalise' ? last : step)) };
};
