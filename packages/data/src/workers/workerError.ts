import { DTypeError, FormatError, ShapeError, SpikegradError, ValueError, type ErrorDetails } from '@spikegrad/core';

/** A worker that ended, or could not start. */
export class WorkerError extends SpikegradError {}

/** An error as plain data, because classes cannot be sent to another thread. */
export interface SerializedError extends ErrorDetails {
  readonly name: string;
}

/** The error classes of datasets and transforms. */
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
  return { name: 'WorkerError', who: 'worker', expected: 'to make a batch', received: String(error) };
}

export const deserializeError = ({ name, who, expected, received: what }: SerializedError): SpikegradError =>
  new (Object.hasOwn(kinds, name) ? kinds[name]! : WorkerError)(who, expected, what);
