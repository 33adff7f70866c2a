import type { FormatName } from '@spikegrad/data';
import { cifar10Format } from './cifar10.js';
import { cifar100Format } from './cifar100.js';
import type { Format } from './format.js';
import { fashionMnistFormat, mnistFormat } from './mnist.js';
import { imageFolderFormat } from './imageFolder.js';
import { cifar10DvsFormat, dvsGestureFormat, nmnistFormat } from './recordings.js';

export const formats: Readonly<Record<FormatName, Format>> = {
  cifar10: cifar10Format,
  cifar100: cifar100Format,
  mnist: mnistFormat,
  fashionMnist: fashionMnistFormat,
  imageFolder: imageFolderFormat,
  nmnist: nmnistFormat,
  dvsGesture: dvsGestureFormat,
  cifar10Dvs: cifar10DvsFormat,
};
