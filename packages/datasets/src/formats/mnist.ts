import { countIdx, fashionMnistClasses, mnistClasses, readIdx } from '@spikegrad/data';
import type { Format } from './format.js';

/** Files of images in IDX, each with a file of labels in the same folder. */
const idx = (kind: string, classes: readonly string[]): Format => ({
  kind,
  folder: false,
  read: (paths) => readIdx(paths, classes),
  count: (paths) => countIdx(paths),
});

/** MNIST. */
export const mnistFormat = idx('images of MNIST in IDX', mnistClasses);
/** Fashion-MNIST. */
export const fashionMnistFormat = idx('images of Fashion-MNIST in IDX', fashionMnistClasses);
