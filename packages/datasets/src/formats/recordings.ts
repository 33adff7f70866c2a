import { FormatError } from '@spikegrad/core';
import {
  framesOf,
  joinedRecordings,
  openCifar10Dvs,
  openGestures,
  openNMnist,
  type Part,
  type RecordingSet,
} from '@spikegrad/data';
import { cachedFrames } from '../frames/cachedFrames.js';
import { infoCommand, SetError } from '../sets/setError.js';
import { sets } from '../sets/sets.js';
import type { Format } from './format.js';

/** A format of recordings, whose frames are counted once. */
function recordings(
  name: 'nmnist' | 'dvsGesture' | 'cifar10Dvs',
  { kind, folder }: Pick<Format, 'kind' | 'folder'>,
  open: (path: string, part: Part) => Promise<RecordingSet>,
): Format {
  const openAll = async (paths: readonly string[], part: Part): Promise<RecordingSet> => {
    const sets: RecordingSet[] = [];
    for (const path of paths) sets.push(await open(path, part));
    return joinedRecordings(sets);
  };
  return {
    ...{ kind, folder },
    async read(paths, part, data, reporter) {
      const options = { frames: framesOf(data)!, by: data.frames.by };
      const set = await openAll(paths, part).catch((error: unknown) => {
        if (!(error instanceof FormatError)) throw error;
        const advice = `\`${infoCommand(sets[name])}\` prints the folder layout`;
        throw new SetError(error.who, error.expected, error.received, advice);
      });
      return cachedFrames(set, `${name}-${part}`, options, reporter);
    },
    count: async (paths, part) => (await openAll(paths, part)).count,
  };
}

/** The recordings of N-MNIST in folders of digits. */
export const nmnistFormat = recordings(
  'nmnist',
  { kind: 'folders 0 … 9 of .bin of N-MNIST', folder: true },
  openNMnist,
);

/** The recordings of DVS128-Gesture in a list. */
export const dvsGestureFormat = recordings(
  'dvsGesture',
  { kind: 'a list of recordings of DVS128-Gesture (trials_to_train.txt)', folder: false },
  openGestures,
);

/** The recordings of CIFAR10-DVS in folders of classes: nine tenths of each for training, one for the test. */
export const cifar10DvsFormat = recordings(
  'cifar10Dvs',
  { kind: 'folders airplane … truck of .aedat of CIFAR10-DVS', folder: true },
  openCifar10Dvs,
);
