import { SpikegradError } from '@spikegrad/core';

/** A file that could not be read or written; `who` is its path and `cause` the error of the system. */
export class FileError extends SpikegradError {
  override readonly cause: unknown;

  constructor(path: string, expected: string, cause: unknown, aftermath = '') {
    super(path, expected, describe(cause) + aftermath);
    this.cause = cause;
  }

  /** The same error, followed by advice. */
  followedBy(advice: string): FileError {
    return new FileError(
      this.who,
      this.expected,
      this.cause,
      `${this.received.slice(describe(this.cause).length)}; ${advice}`,
    );
  }
}

/** For `catch`: throws an error of the file system as a FileError; errors of this package are thrown unchanged. */
export const asFileError =
  (path: string, expected: string) =>
  (cause: unknown): never => {
    throw cause instanceof SpikegradError ? cause : new FileError(path, expected, cause);
  };

/** For `catch`: throws the error; a FileError is followed by advice. */
export const withAdvice =
  (advice: string) =>
  (error: unknown): never => {
    throw error instanceof FileError ? error.followedBy(advice) : error;
  };

const meanings: Readonly<Record<string, string>> = {
  ENOSPC: 'a full disk',
  EDQUOT: 'a full disk quota',
  EFBIG: 'a file size limit',
  EROFS: 'a read-only file system',
  EACCES: 'no permission',
  EPERM: 'no permission',
  ENOENT: 'no such file or folder',
  EEXIST: 'something else in its place',
  ENOTDIR: 'a path through something that is not a folder',
  EISDIR: 'a folder in its place',
  ELOOP: 'a symbolic link in its place',
  EMFILE: 'too many open files',
};

// By its fields, not by `instanceof`: an error of the system may come from another realm.
const field = (cause: unknown, name: 'code' | 'message'): string | undefined => {
  const value: unknown = (cause as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** The `code` of an error of the system, such as `ENOSPC`. */
export const codeOf = (cause: unknown): string | undefined => field(cause, 'code');

/** The message of anything that was thrown. */
export const messageOf = (cause: unknown): string => field(cause, 'message') ?? String(cause);

/** The text of an error of the system. */
export function describe(cause: unknown): string {
  if (cause instanceof SpikegradError) return cause.received;
  const code = codeOf(cause);
  if (code !== undefined && Object.hasOwn(meanings, code)) return `${meanings[code]} (${code})`;
  return messageOf(cause);
}
