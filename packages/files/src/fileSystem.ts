/**
 * The file system operations that runs and checkpoints need, so that a test can simulate a full disk at any call.
 * Calls reject with the error of the system, which has a `code` such as `ENOSPC`.
 */
export interface FileSystem {
  /** Creates an empty file; rejects with `EEXIST` if the path exists. */
  readonly create: (path: string) => Promise<OpenFile>;
  /**
   * Opens a file for appending, and creates it if needed; rejects with `ELOOP` for a symbolic link, because its
   * target could be cut.
   */
  readonly append: (path: string) => Promise<OpenFile>;
  /** Replaces `to` by `from` atomically: opening `to` gives the complete old or the complete new file. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Gives a file a second name, atomically; rejects with `EEXIST` if that name exists. */
  readonly link: (path: string, name: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** Creates an empty folder; rejects with `EEXIST` if the path exists. */
  readonly makeFolder: (path: string) => Promise<void>;
  /** The content of a regular file; rejects with a FormatError for anything else. */
  readonly read: (path: string) => Promise<Uint8Array>;
  /** The names in a folder. */
  readonly list: (path: string) => Promise<readonly string[]>;
  /** Syncs the names in a folder to the disk. */
  readonly syncFolder: (path: string) => Promise<void>;
}

/** An open file. */
export interface OpenFile {
  /** Writes the first bytes of `bytes`, maybe not all. Resolves to the number of written bytes. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** Bytes from `position` on; fewer than `length` at the end of the file. */
  readonly read: (position: number, length: number) => Promise<Uint8Array>;
  /** The length in bytes. */
  readonly size: () => Promise<number>;
  /** Cuts the file to its first `length` bytes. */
  readonly truncate: (length: number) => Promise<void>;
  /** Syncs the written bytes to the disk. */
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}
