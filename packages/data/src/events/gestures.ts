import { FormatError } from '@spikegrad/core';

/** The gestures of the labels 0…10; in the files of the set they count from 1. */
export const gestureClasses = [
  'hand clap',
  'right hand wave',
  'left hand wave',
  'right arm clockwise',
  'right arm counter-clockwise',
  'left arm clockwise',
  'left arm counter-clockwise',
  'arm roll',
  'air drums',
  'air guitar',
  'other gestures',
] as const;

/** One gesture within a recording. */
export interface Gesture {
  /** 0…10. */
  readonly label: number;
  /** Begin and end in microseconds; the end is excluded. */
  readonly begin: number;
  readonly end: number;
}

/** Limit of gestures per recording; recordings have about a dozen. */
const mostGestures = 100;

/**
 * Reads the gestures of a recording, the text of a `…_labels.csv` of DVS128-Gesture.
 *
 * @throws FormatError that names the line
 */
export function parseGestures(text: string, name = 'parseGestures'): readonly Gesture[] {
  const [head, ...rows] = linesOf(text);
  const form = 'class,startTime_usec,endTime_usec';
  if (head !== form) throw new FormatError(name, `the first line ${form}`, JSON.stringify((head ?? '').slice(0, 60)));
  if (rows.length === 0 || rows.length > mostGestures)
    throw new FormatError(name, `1 to ${mostGestures} gestures`, String(rows.length));
  return rows.map((row, i) => {
    const fields = /^(\d{1,2}),(\d{1,15}),(\d{1,15})$/.exec(row);
    const [label = 0, begin = 0, end = 0] = fields?.slice(1).map(Number) ?? [];
    if (label >= 1 && label <= gestureClasses.length && begin < end) return { label: label - 1, begin, end };
    const expected = `a class from 1 to ${gestureClasses.length}, a beginning and a later end in line ${i + 2}`;
    throw new FormatError(name, expected, JSON.stringify(row.slice(0, 60)));
  });
}

/** Limit of recordings in a list; the set has 122. */
const mostTrials = 1000;

/**
 * Reads the names of recordings, the text of `trials_to_train.txt` or `trials_to_test.txt` of DVS128-Gesture.
 *
 * @throws FormatError for anything but the plain name of an `.aedat` file, and for a duplicate
 */
export function parseTrials(text: string, name = 'parseTrials'): readonly string[] {
  const trials = linesOf(text);
  if (trials.length === 0 || trials.length > mostTrials)
    throw new FormatError(name, `1 to ${mostTrials} names of recordings`, String(trials.length));
  trials.forEach((trial, i) => {
    if (!/^\w[\w.-]*\.aedat$/.test(trial)) {
      const expected = `the plain name of an .aedat file in line ${i + 1}`;
      throw new FormatError(name, expected, JSON.stringify(trial.slice(0, 60)));
    }
    if (trials.indexOf(trial) < i) throw new FormatError(name, 'each recording once', `${trial} twice`);
  });
  return trials;
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
