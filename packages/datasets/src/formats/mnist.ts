import { countIdx, fashionMnistClasses, mnistClasses, readIdx } from '@spikegrad/data';
import type { Format } from './format.js';

/** Images in IDX, with their labels beside them. */
const idx = (kind: string, classes: readonly string[]): Format => ({
  kind,
  folder: false,
  read: (paths) => readIdx(paths, classes),
  count: (paths) => countIdx(paths),
});

export const mnistFormat = idx('images of MNIST in IDX', mnistClasses);
export const fashionMnistFormat = idx('images of Fashion-MNIST in IDX', fashionMnistClasses);
