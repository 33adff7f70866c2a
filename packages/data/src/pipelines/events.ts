import {
  cifar10DvsTestRecipe,
  cifar10DvsTrainRecipe,
  type EventRecipeOptions,
  gestureTestRecipe,
  gestureTrainRecipe,
  nMnistTrainRecipe,
} from '../recipes/eventRecipes.js';
import type { Recipe } from '../recipes/recipe.js';
import type { Pipeline } from './pipeline.js';

/**
 * Frames of events: training uses `steps` random frames, a test uses all frames, as the paper does for
 * DVS128-Gesture.
 */
const events =
  (train: (options: EventRecipeOptions) => Recipe, test: (options: EventRecipeOptions) => Recipe): Pipeline =>
  ({ data: { augment, frames }, steps }, part) => {
    const size = frames.size === undefined ? {} : { size: frames.size };
    if (part === 'test') return { recipe: test(size) };
    return { recipe: augment ? train(size) : test(size), frames: steps };
  };

/** Resizes frames if a size is given. */
const plain = ({ size }: EventRecipeOptions): Recipe =>
  size === undefined ? [] : [{ name: 'resize', size: [size, size], antialias: false }];

/** Crops of 70…100 % of the area, flips, and one of rolls, rotations and cutouts. */
export const cifar10Dvs = events(cifar10DvsTrainRecipe, cifar10DvsTestRecipe);

/** Crops of 70…100 % of the area, and rotations. */
export const dvsGesture = events(gestureTrainRecipe, gestureTestRecipe);

/** Shifts by up to 2 pixels. */
export const nmnist = events((options) => [...nMnistTrainRecipe(), ...plain(options)], plain);
