import { cifar10Classes, dataSets } from '@spikegrad/data';
import type { ProvidedSet } from './published.js';

/** CIFAR10-DVS. @see Li et al., "CIFAR10-DVS: An Event-Stream Dataset for Object Classification", 2017 */
export const cifar10Dvs: ProvidedSet = {
  kind: 'provided',
  name: 'cifar10Dvs',
  title: dataSets.cifar10Dvs.title,
  address: 'https://figshare.com/articles/dataset/CIFAR10-DVS_New/4724671',
  layout: [
    'airplane/cifar10_airplane_0.aedat … truck/cifar10_truck_999.aedat      1,000 recordings per class, AEDAT 2.0',
    'the set has no split: as in the paper, the first 900 of each class, by name in string order, are for training',
  ],
  preparation: 'download its ten archives there (airplane.zip … truck.zip) and unpack each into the folder below',
  parts: { train: { path: '.', samples: 9000 }, test: { path: '.', samples: 1000 } },
  lookalikes: [
    {
      sign: new RegExp(`^(${cifar10Classes.join('|')})\\.zip$`),
      name: 'archives of CIFAR10-DVS that are not unpacked',
    },
    { sign: /^(data_batch_1|cifar-10-).*/, name: 'CIFAR-10, which has still images' },
    {
      sign: /^(events_np|frames_number_.*|download|extract)$/,
      name: 'CIFAR10-DVS as the Python package SpikingJelly converts it',
    },
  ],
};
