import type { Recipe } from '../recipes/recipe.js';
import { type PixelStatistics, unitStatistics } from '../transforms/normalise.js';
import type { Pipeline } from './pipeline.js';

/** The constants usual for MNIST. */
const mnistStatistics: PixelStatistics = { mean: [0.1307], deviation: [0.3081] };

/** Those of the 60,000 training images of Fashion-MNIST. */
const fashionMnistStatistics: PixelStatistics = { mean: [0.286], deviation: [0.353] };

/** Grey images, moved by up to two pixels while training. @param more what else is done to them then */
const grey =
  (usual: PixelStatistics, more: Recipe): Pipeline =>
  ({ data: { augment, coding } }, part) => {
    const statistics = coding === 'poisson' ? unitStatistics(1) : usual;
    const drawn: Recipe = part === 'train' && augment ? [{ name: 'randomCrop', padding: 2 }, ...more] : [];
    return { recipe: [...drawn, { name: 'normalise', statistics }] };
  };

/** Moved by up to two pixels while training. */
export const mnist = grey(mnistStatistics, []);

/** The same, and flipped: most clothes are worn from both sides. */
export const fashionMnist = grey(fashionMnistStatistics, [{ name: 'horizontalFlip' }]);
