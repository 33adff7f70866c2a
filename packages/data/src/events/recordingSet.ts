import { ValueError } from '@spikegrad/core';
import type { Events } from './events.js';

/** The recording of one sample. */
export interface Recording {
  readonly label: number;
  readonly events: Events;
}

/** Recordings of one sensor that are read one after the other. */
export interface RecordingSet {
  /** The files that they are read from. */
  readonly files: readonly string[];
  /** Number of recordings; a file may have several. */
  readonly count: number;
  /** Size of the sensor in pixels. */
  readonly width: number;
  readonly height: number;
  /** The names of the classes, in the order of their indices. */
  readonly classes: readonly string[];
  /** Reads them in order, each when it is requested. @throws FormatError that names the file */
  recordings(): AsyncGenerator<Recording, void, undefined>;
}

/** The recordings of several sets, one set after the other. @throws ValueError for no set */
export function joinedRecordings([first, ...others]: readonly RecordingSet[]): RecordingSet {
  if (!first) throw new ValueError('joinedRecordings', 'at least one set of recordings', 'none');
  const sets = [first, ...others];
  return {
    ...first,
    files: sets.flatMap(({ files }) => files),
    count: sets.reduce((total, { count }) => total + count, 0),
    async *recordings() {
      for (const set of sets) yield* set.recordings();
    },
  };
}
