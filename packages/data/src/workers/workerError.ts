import { DTypeError, FormatError, ShapeError, SpikegradError, ValueError, type ErrorDetails } from '@spikegrad/core';

/** A worker that ended, or could not begin. */
export class WorkerError extends SpikegradError {}

/** An error as it crosses from one thread to another: classes do not. */
export interface SerializedError extends ErrorDetails {
  readonly name: string;
}

/** What a dataset or a transform refuses with. */
const kinds: Readonly<Record<string, new (who: string, expected: string, received: string) => SpikegradError>> = {
  DTypeError,
  FormatError,
  ShapeError,
  ValueError,
};

export function serializeError(error: unknown): SerializedError {
  if (error instanceof SpikegradError) {
    const { name, who, expected, received } = error;
    return { name, who, expected, received };
  }
  return { name: 'WorkerError', who: 'worker', expected: 'a batch to be made', received: String(error) };
}

export const deserializeError = ({ name, who, expected, received: what }: SerializedError): SpikegradError =>
  new (Object.hasOwn(kinds, name) ? kinds[name]! : WorkerError)(who, expected, what);
