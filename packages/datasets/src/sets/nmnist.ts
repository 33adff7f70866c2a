import { dataSets } from '@spikegrad/data';
import type { ProvidedSet } from './published.js';

/** N-MNIST. @see https://www.garrickorchard.com/datasets/n-mnist */
export const nmnist: ProvidedSet = {
  kind: 'provided',
  name: 'nmnist',
  title: dataSets.nmnist.title,
  address: 'https://www.garrickorchard.com/datasets/n-mnist',
  layout: [
    'Train/0/00002.bin … Train/9/…      60,000 recordings, one folder per digit',
    'Test/0/00004.bin … Test/9/…        10,000 recordings',
  ],
  preparation: 'download Train.zip and Test.zip there and unpack both into the folder below',
  parts: { train: { path: 'Train', samples: 60_000 }, test: { path: 'Test', samples: 10_000 } },
  lookalikes: [
    { sign: /^(Train|Test)\.zip$/, name: 'archives of N-MNIST that are not unpacked' },
    { sign: /^(train|t10k)-(images|labels)/, name: 'MNIST, which has still images' },
    { sign: /^Caltech101$/, name: 'N-Caltech101' },
  ],
};
