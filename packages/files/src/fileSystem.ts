/**
 * The little of a file system that runs and their checkpoints need, so that a test can fill the disk at any call.
 * Every call rejects with what the system said; `code` (such as `ENOSPC`) is looked for on it.
 */
export interface FileSystem {
  /** A new, empty file; rejects with `EEXIST` if the path is taken. */
  readonly create: (path: string) => Promise<OpenFile>;
  /** A file to write at the end of, made if it is not there; rejects with `ELOOP` for a symbolic link, whose target would be cut. */
  readonly append: (path: string) => Promise<OpenFile>;
  /** Replaces `to` by `from` atomically: whoever opens `to` gets the whole old or the whole new file. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Gives a file a second name, complete at once; rejects with `EEXIST` if that name is taken. */
  readonly link: (path: string, name: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** A new, empty folder; rejects with `EEXIST` if the path is taken. */
  readonly makeFolder: (path: string) => Promise<void>;
  /** The whole content of a regular file; rejects with a FormatError for anything else. */
  readonly read: (path: string) => Promise<Uint8Array>;
  /** The names in a folder. */
  readonly list: (path: string) => Promise<readonly string[]>;
  /** Makes the names in a folder, as they now are, survive a loss of power. */
  readonly syncFolder: (path: string) => Promise<void>;
}

/** A file that is open. */
export interface OpenFile {
  /** Writes from the front of `bytes`, maybe not all. Resolves to the number of bytes written. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** Bytes from `position` on, fewer than `length` where the file ends. */
  readonly read: (position: number, length: number) => Promise<Uint8Array>;
  /** The length in bytes. */
  readonly size: () => Promise<number>;
  /** Cuts the file to its first `length` bytes. */
  readonly truncate: (length: number) => Promise<void>;
  /** Makes what was written survive a loss of power. */
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}
