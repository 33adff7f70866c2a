import { countCifar10, readCifar10 } from '@spikegrad/data';
import type { Format } from './format.js';

/** Official binary records. */
export const cifar10Format: Format = {
  kind: 'binary records of CIFAR-10',
  folder: false,
  read: (paths) => readCifar10(paths),
  count: (paths) => countCifar10(paths),
};
