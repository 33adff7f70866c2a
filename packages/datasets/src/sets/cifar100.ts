import { dataSets } from '@spikegrad/data';
import type { PublishedSet } from './published.js';

/**
 * CIFAR-100, binary version. Its page publishes an MD5 of the archive. The SHA-256 values here are those that other
 * projects use (torchvision for Ruby has all three, MLDatasets.jl and GoMLX that of the archive).
 *
 * @see https://www.cs.toronto.edu/~kriz/cifar.html
 */
export const cifar100: PublishedSet = {
  kind: 'published',
  name: 'cifar100',
  title: dataSets.cifar100.title,
  address: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
  archive: {
    name: 'cifar-100-binary.tar.gz',
    bytes: 168_513_733,
    sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
  },
  inside: 'cifar-100-binary',
  files: [
    {
      name: 'train.bin',
      part: 'train',
      bytes: 153_700_000,
      sha256: 'f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29',
    },
    {
      name: 'test.bin',
      part: 'test',
      bytes: 30_740_000,
      sha256: 'd8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a',
    },
  ],
  lookalikes: [
    { sign: /^(cifar-10-binary.*|data_batch_1\.bin|batches\.meta\.txt)$/, name: 'CIFAR-10 (binary version)' },
    { sign: /^(cifar-100-python.*|file\.txt~|train|meta)$/, name: 'CIFAR-100 (Python version)' },
    { sign: /^(cifar-100-matlab.*|train\.mat)$/, name: 'CIFAR-100 (Matlab version)' },
    { sign: /^cifar-10-(python|matlab).*$/, name: 'CIFAR-10 (another version)' },
  ],
};
