import { imagenetStatistics } from '../transforms/normalise.js';
import type { Recipe } from './recipe.js';

/** The training pipeline for ImageNet: a part of 8…100 % of the area made 224×224, horizontal flip, normalise. */
export const imagenetTrainRecipe = (): Recipe => [
  { name: 'randomResizedCrop', size: 224 },
  { name: 'horizontalFlip' },
  { name: 'normalise', statistics: imagenetStatistics },
];

/** The test pipeline for ImageNet: the shorter side made 256, the middle 224×224 of it, normalise. */
export const imagenetTestRecipe = (): Recipe => [
  { name: 'resize', size: 256 },
  { name: 'centerCrop', size: 224 },
  { name: 'normalise', statistics: imagenetStatistics },
];
