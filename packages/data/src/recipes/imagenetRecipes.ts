import { imagenetStatistics } from '../transforms/normalise.js';
import type { Recipe } from './recipe.js';

/**
 * The training pipeline for ImageNet: a crop of 8…100 % of the area, resized to 224×224, horizontal flip, normalise.
 */
export const imagenetTrainRecipe = (): Recipe => [
  { name: 'randomResizedCrop', size: 224 },
  { name: 'horizontalFlip' },
  { name: 'normalise', statistics: imagenetStatistics },
];

/** The test pipeline for ImageNet: the shorter side resized to 256, a centre crop of 224×224, normalise. */
export const imagenetTestRecipe = (): Recipe => [
  { name: 'resize', size: 256 },
  { name: 'centerCrop', size: 224 },
  { name: 'normalise', statistics: imagenetStatistics },
];
