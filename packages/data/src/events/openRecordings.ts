import { FormatError } from '@spikegrad/core';
import { cifar10Classes } from '../cifar/cifar10Format.js';
import { namesInFolder, readEntireFile } from '../files/files.js';
import { parseAedat2, upright } from './aedat2.js';
import { parseAedat3 } from './aedat3.js';
import { eventsBetween, type Events } from './events.js';
import { gestureClasses, parseGestures, parseTrials, type Gesture } from './gestures.js';
import { parseNMnist } from './nmnist.js';
import type { Recording, RecordingSet } from './recordingSet.js';

/** Limit of a recording; much larger than any of these sets. */
const mostBytes = 2 ** 30;
const mostTextBytes = 2 ** 16;

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

/**
 * Opens a part of N-MNIST, `Train` or `Test`: folders `0` … `9` of recordings, `.bin`, in the order of class and
 * name. Node only.
 *
 * @throws FormatError that names the folder
 */
export async function openNMnist(folder: string): Promise<RecordingSet> {
  const files = (await filesOfClasses(folder, digits, '.bin', 'N-MNIST')).flat();
  return fileByFile(files, 'an N-MNIST recording', parseNMnist, { width: 34, height: 34, classes: digits });
}

/**
 * Opens CIFAR10-DVS: a folder of AEDAT 2.0 recordings for each class. The set has no split. As in the OSR/OTS paper,
 * the first 90 % of each class (rounded down), by name in string order, are for training and the others for testing.
 * Node only.
 *
 * @throws FormatError that names the folder
 */
export async function openCifar10Dvs(folder: string, part: 'train' | 'test'): Promise<RecordingSet> {
  const classes = await filesOfClasses(folder, cifar10Classes, '.aedat', 'CIFAR10-DVS');
  const files = classes.flatMap((members) => {
    const border = Math.floor((members.length * 9) / 10);
    return part === 'train' ? members.slice(0, border) : members.slice(border);
  });
  if (files.length === 0) throw new FormatError(folder, 'at least two recordings per class', 'no training recordings');
  const parse = (bytes: Uint8Array, name: string): Events => upright(parseAedat2(bytes, name));
  return fileByFile(files, 'a CIFAR10-DVS recording', parse, { width: 128, height: 128, classes: cifar10Classes });
}

/**
 * Opens the part of DVS128-Gesture in a list, `trials_to_train.txt` or `trials_to_test.txt`. The recordings (AEDAT
 * 3.1), each with a `…_labels.csv` of its gestures, are in the same folder. The order is that of the list, then of
 * time. Node only.
 *
 * @throws FormatError that names the list or the labels
 */
export async function openGestures(list: string): Promise<RecordingSet> {
  const { dirname, join } = await import('node:path');
  const trials = parseTrials(await text(list, 'a list of recordings of DVS128-Gesture'), list);
  const labelled: LabelledRecording[] = [];
  for (const trial of trials) {
    const path = join(dirname(list), trial);
    const labels = path.replace(/\.aedat$/, '_labels.csv');
    labelled.push({ path, labels, gestures: parseGestures(await text(labels, 'the gestures of a recording'), labels) });
  }
  return {
    files: [list, ...labelled.flatMap(({ path, labels }) => [path, labels])],
    count: labelled.reduce((sum, { gestures }) => sum + gestures.length, 0),
    ...{ width: 128, height: 128, classes: gestureClasses },
    recordings: () => cut(labelled),
  };
}

interface LabelledRecording {
  readonly path: string;
  readonly labels: string;
  readonly gestures: readonly Gesture[];
}

async function* cut(recordings: readonly LabelledRecording[]): AsyncGenerator<Recording> {
  for (const { path, gestures } of recordings) {
    const events = parseAedat3(await readEntireFile(path, 'a recording of DVS128-Gesture', mostBytes), path);
    for (const { label, begin, end } of gestures) {
      const within = eventsBetween(events, begin, end);
      if (within.count === 0)
        throw new FormatError(path, `events from ${begin} to ${end} µs, as in the labels`, 'none');
      yield { label, events: within };
    }
  }
}

interface LabelledFile {
  readonly path: string;
  readonly label: number;
}

/** A set with one recording per file. */
function fileByFile(
  files: readonly LabelledFile[],
  kind: string,
  parse: (bytes: Uint8Array, name: string) => Events,
  sensor: Pick<RecordingSet, 'width' | 'height' | 'classes'>,
): RecordingSet {
  return {
    ...sensor,
    files: files.map(({ path }) => path),
    count: files.length,
    async *recordings() {
      for (const { path, label } of files)
        yield { label, events: parse(await readEntireFile(path, kind, mostBytes), path) };
    },
  };
}

/** The recordings in the folder of each class, by name. */
async function filesOfClasses(
  folder: string,
  classes: readonly string[],
  ending: string,
  set: string,
): Promise<readonly (readonly LabelledFile[])[]> {
  const { join } = await import('node:path');
  const found: LabelledFile[][] = [];
  for (const [label, name] of classes.entries()) {
    const path = join(folder, name);
    const names = (await namesInFolder(path, `a folder of ${set} recordings`)).filter((each) => each.endsWith(ending));
    if (names.length === 0) throw new FormatError(path, `${ending} recordings of ${set}`, 'none');
    found.push(names.map((each) => ({ path: join(path, each), label })));
  }
  return found;
}

async function text(path: string, kind: string): Promise<string> {
  return new TextDecoder().decode(await readEntireFile(path, kind, mostTextBytes));
}
