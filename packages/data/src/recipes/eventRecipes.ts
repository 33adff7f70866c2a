import type { Recipe, RecipeStep } from './recipe.js';

/** @see cifar10DvsTrainRecipe */
export interface EventRecipeOptions {
  /**
   * Height and width of the frames that a network is given.
   * @defaultValue `48`
   */
  readonly size?: number;
}

/** What cameras of 128×128 saw, made smaller between four neighbours, as torchvision did with tensors when the paper was written. */
const smaller = (size: number): RecipeStep => ({ name: 'resize', size: [size, size], antialias: false });

/** A part of 70…100 % of the area, made as large as the sensor by nearest neighbours. */
const part: RecipeStep = { name: 'randomResizedCrop', size: 128, scale: [0.7, 1], interpolation: 'nearest' };

/**
 * The training pipeline for frames of CIFAR10-DVS: a part of 70…100 % of the area, made 48×48; horizontal flip; then one of: rolled by up
 * to 5 pixels, rotated by up to 30°, a square of 16 pixels emptied. All frames of a sample alike.
 *
 * @see Zhu et al., "Online Stabilization of Spiking Neural Networks", ICLR 2024
 */
export const cifar10DvsTrainRecipe = ({ size = 48 }: EventRecipeOptions = {}): Recipe => [
  part,
  smaller(size),
  { name: 'horizontalFlip' },
  {
    name: 'randomChoice',
    of: [
      { name: 'roll', maxShift: 5 },
      { name: 'rotate', degrees: 30 },
      { name: 'squareCutout', side: 16 },
    ],
  },
];

/** The test pipeline for frames of CIFAR10-DVS: made 48×48. */
export const cifar10DvsTestRecipe = ({ size = 48 }: EventRecipeOptions = {}): Recipe => [smaller(size)];

/**
 * The training pipeline for frames of DVS128-Gesture: a part of 70…100 % of the area, made 48×48, and rotated by up to 20°. No flip, which
 * would make a right hand a left one.
 *
 * @see Zhu et al., "Online Stabilization of Spiking Neural Networks", ICLR 2024
 */
export const gestureTrainRecipe = ({ size = 48 }: EventRecipeOptions = {}): Recipe => [
  part,
  smaller(size),
  { name: 'rotate', degrees: 20 },
];

/** The test pipeline for frames of DVS128-Gesture: made 48×48. */
export const gestureTestRecipe = ({ size = 48 }: EventRecipeOptions = {}): Recipe => [smaller(size)];

/** A training pipeline for frames of N-MNIST, of which the paper says nothing: moved by up to 2 pixels. Tests take frames as they are. */
export const nMnistTrainRecipe = (): Recipe => [{ name: 'randomCrop', padding: 2 }];
