/** A file as its publisher gave it out. */
export interface PublishedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** A file of a set, and what it is for. */
export interface SetFile extends PublishedFile {
  readonly part: 'train' | 'test';
}

/** Something that is easily taken for a set. */
export interface Lookalike {
  /** Matches the name of a file or folder that only the lookalike has. */
  readonly sign: RegExp;
  readonly name: string;
}

/** A set of data with the sums of everything in it. */
export interface PublishedSet {
  readonly name: string;
  readonly title: string;
  /** Where the archive lies. */
  readonly address: string;
  readonly archive: PublishedFile;
  /** The folder within the archive. */
  readonly inside: string;
  readonly files: readonly SetFile[];
  readonly lookalikes: readonly Lookalike[];
}

export const bytesOf = (files: readonly PublishedFile[]): number =>
  files.reduce((total, { bytes }) => total + bytes, 0);

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Megabytes for progress: all of them only once all bytes are done. */
export const wholeMegabytes = (bytes: number, total = bytes): number =>
  bytes < total ? Math.floor(bytes / 1e6) : Math.ceil(bytes / 1e6);
