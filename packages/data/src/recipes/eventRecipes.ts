import type { Recipe, RecipeStep } from './recipe.js';

/** @see cifar10DvsTrainRecipe */
export interface EventRecipeOptions {
  /**
   * Height and width of the frames.
   * @defaultValue `48`
   */
  readonly size?: number;
}

/**
 * Frames of 128×128 cameras, resized bilinearly without antialiasing, as torchvision resized tensors when the paper
 * was written.
 */
const smaller = (size: number): RecipeStep => ({ name: 'resize', size: [size, size], antialias: false });

/** A crop of 70…100 % of the area, resized to the size of the sensor with nearest neighbours. */
const part: RecipeStep = { name: 'randomResizedCrop', size: 128, scale: [0.7, 1], interpolation: 'nearest' };

/**
 * The training pipeline for frames of CIFAR10-DVS: a crop of 70…100 % of the area, resized to 48×48; horizontal flip;
 * then one of: roll by up to 5 pixels, rotation by up to 30°, a square cutout of 16 pixels. All frames of a sample
 * are changed equally.
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

/** The test pipeline for frames of CIFAR10-DVS: resized to 48×48. */
export const cifar10DvsTestRecipe = ({ size = 48 }: EventRecipeOptions = {}): Recipe => [smaller(size)];

/**
 * The training pipeline for frames of DVS128-Gesture: a crop of 70…100 % of the area, resized to 48×48, and rotated
 * by up to 20°. There is no flip, because it would change right hands to left hands.
 *
 * @see Zhu et al., "Online Stabilization of Spiking Neural Networks", ICLR 2024
 */
export const gestureTrainRecipe = ({ size = 48 }: EventRecipeOptions = {}): Recipe => [
  part,
  smaller(size),
  { name: 'rotate', degrees: 20 },
];

/** The test pipeline for frames of DVS128-Gesture: resized to 48×48. */
export const gestureTestRecipe = ({ size = 48 }: EventRecipeOptions = {}): Recipe => [smaller(size)];

/**
 * A training pipeline for frames of N-MNIST, which the paper does not use: shifts by up to 2 pixels. Tests do not
 * change frames.
 */
export const nMnistTrainRecipe = (): Recipe => [{ name: 'randomCrop', padding: 2 }];
