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

/** Frames of events: `steps` of them are drawn to train on, and all are tested on, as the paper does with DVS128-Gesture. */
const events =
  (train: (options: EventRecipeOptions) => Recipe, test: (options: EventRecipeOptions) => Recipe): Pipeline =>
  ({ data: { augment, frames }, steps }, part) => {
    const size = frames.size === undefined ? {} : { size: frames.size };
    if (part === 'test') return { recipe: test(size) };
    return { recipe: augment ? train(size) : test(size), frames: steps };
  };

/** Frames as large as they are, unless a size is asked for. */
const plain = ({ size }: EventRecipeOptions): Recipe =>
  size === undefined ? [] : [{ name: 'resize', size: [size, size], antialias: false }];

/** A part of 70…100 % of the area, flips, and one of rolls, rotations and cutouts. */
export const cifar10Dvs = events(cifar10DvsTrainRecipe, cifar10DvsTestRecipe);

/** A part of 70…100 % of the area and rotations. */
export const dvsGesture = events(gestureTrainRecipe, gestureTestRecipe);

/** Moved by up to 2 pixels. */
export const nmnist = events((options) => [...nMnistTrainRecipe(), ...plain(options)], plain);
