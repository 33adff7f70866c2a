import { dataSets } from '@spikegrad/data';
import type { ProvidedSet } from './published.js';

/** DVS128-Gesture. @see Amir et al., "A Low Power, Fully Event-Based Gesture Recognition System", CVPR 2017 */
export const dvsGesture: ProvidedSet = {
  kind: 'provided',
  name: 'dvsGesture',
  title: dataSets.dvsGesture.title,
  address: 'https://research.ibm.com/interactive/dvsgesture/',
  layout: [
    'trials_to_train.txt                98 names of recordings, one per line: 1,176 gestures',
    'trials_to_test.txt                 24 names of recordings: 288 gestures',
    'user01_fluorescent.aedat …         122 recordings, AEDAT 3.1',
    'user01_fluorescent_labels.csv …    for each, class, begin and end of its gestures',
  ],
  preparation: 'download DvsGesture.tar.gz there and unpack the content of its folder DvsGesture into the folder below',
  parts: {
    train: { path: 'trials_to_train.txt', samples: 1176 },
    test: { path: 'trials_to_test.txt', samples: 288 },
  },
  lookalikes: [
    { sign: /^DvsGesture\.tar\.gz$/, name: 'an archive of DVS128-Gesture that is not unpacked' },
    { sign: /^DvsGesture$/, name: 'its own folder DvsGesture, one level too deep' },
    { sign: /^ibmGestures(Train|Test)/, name: 'DVS128-Gesture as the Python package tonic converts it' },
  ],
};
