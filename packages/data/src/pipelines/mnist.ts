import type { Recipe } from '../recipes/recipe.js';
import { type PixelStatistics, unitStatistics } from '../transforms/normalise.js';
import type { Pipeline } from './pipeline.js';

/** The usual mean and deviation of MNIST's pixels, from 0 to 1. */
const mnistStatistics: PixelStatistics = { mean: [0.1307], deviation: [0.3081] };

/** Mean and deviation of the pixels of the 60,000 training images of Fashion-MNIST. */
const fashionMnistStatistics: PixelStatistics = { mean: [0.286], deviation: [0.353] };

/** Grey images, shifted by up to two pixels while training. @param more further transforms while training */
const grey =
  (published: PixelStatistics, more: Recipe): Pipeline =>
  ({ data: { augment, coding } }, part) => {
    const statistics = coding === 'poisson' ? unitStatistics(1) : published;
    const drawn: Recipe = part === 'train' && augment ? [{ name: 'randomCrop', padding: 2 }, ...more] : [];
    return { recipe: [...drawn, { name: 'normalise', statistics }] };
  };

/** MNIST: training images are shifted by up to two pixels. */
export const mnist = grey(mnistStatistics, []);

/** Fashion-MNIST: training images are shifted and also flipped, since most clothes are symmetric. */
export const fashionMnist = grey(fashionMnistStatistics, [{ name: 'horizontalFlip' }]);
