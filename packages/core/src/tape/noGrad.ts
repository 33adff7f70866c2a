import { refusePromise } from './refusePromise.js';

let recording = true;

/** Whether operations are recorded on the tape. */
export const isRecording = (): boolean => recording;

/** Runs `body` with recording on or off. */
export function withRecording<R>(enabled: boolean, body: () => R): R {
  const before = recording;
  recording = enabled;
  try {
    return body();
  } finally {
    recording = before;
  }
}

/**
 * Runs `body` without recording: its results require no gradient.
 *
 * @example
 * const rate = noGrad(() => spike.mean());
 * @throws ValueError for a function that returns a promise: after its first `await` it would be recorded
 */
export const noGrad = <R>(body: () => R): R =>
  withRecording(false, () =>
    refusePromise('noGrad', body(), 'await outside, and run each part in a noGrad of its own'),
  );
