import { refusePromise } from './refusePromise.js';

let recording = true;

/** Whether operations are put on the tape. */
export const isRecording = (): boolean => recording;

/** Runs `body` with the tape on or off. */
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
 * @throws ValueError for a body that returns a promise: after its first `await` it would be recorded again
 */
export const noGrad = <R>(body: () => R): R =>
  withRecording(false, () =>
    refusePromise('noGrad', body(), 'await outside, and run each part in a noGrad of its own'),
  );
