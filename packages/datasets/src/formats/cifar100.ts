import { countCifar100, readCifar100 } from '@spikegrad/data';
import type { Format } from './format.js';

/** Official binary records, with fine labels. */
export const cifar100Format: Format = {
  kind: 'binary records of CIFAR-100',
  folder: false,
  read: (paths) => readCifar100(paths),
  count: (paths) => countCifar100(paths),
};
