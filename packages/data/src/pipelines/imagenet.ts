import { imagenetTestRecipe, imagenetTrainRecipe } from '../recipes/imagenetRecipes.js';
import { unitStatistics } from '../transforms/normalise.js';
import type { Pipeline } from './pipeline.js';

/** A random part made 224×224 and horizontal flip while training; to test, the middle of the image. With the constants of ImageNet. */
export const imagenet: Pipeline = ({ data: { augment, coding } }, part) => {
  const recipe = part === 'train' && augment ? imagenetTrainRecipe() : imagenetTestRecipe();
  if (coding !== 'poisson') return { recipe };
  const last = { name: 'normalise', statistics: unitStatistics(3) } as const; // brightness from 0 to 1
  return { recipe: recipe.map((step) => (step.name === 'normalise' ? last : step)) };
};
