import type { Part, SetName } from '@spikegrad/data';

/** A file as its publisher gave it out. */
export interface PublishedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** A file of a set, and what it is for. */
export interface SetFile extends PublishedFile {
  readonly part: Part;
}

/** Something that is easily taken for a set. */
export interface Lookalike {
  /** Matches the name of a file or folder that only the lookalike has. */
  readonly sign: RegExp;
  readonly name: string;
}

/** A set of data by its name. */
interface NamedSet {
  readonly name: string;
  readonly title: string;
  /** Where the archive lies; of a set that a user provides, the page that says how it is to be had. */
  readonly address: string;
  readonly lookalikes: readonly Lookalike[];
}

/** A set that can be downloaded, with the sums of everything in it. */
export interface PublishedSet extends NamedSet {
  readonly kind: 'published';
  readonly archive: PublishedFile;
  /** The folder within the archive. */
  readonly inside: string;
  readonly files: readonly SetFile[];
}

/** A part of a set as its user lays it out. */
export interface ProvidedPart {
  /** What of the set's folder is read, with `/` between folders. */
  readonly path: string;
  /** How many samples it has when it is whole. */
  readonly samples: number;
}

/** A data set that may not be redistributed, or whose checksums are not known: its user provides the files. */
export interface ProvidedSet extends NamedSet {
  readonly kind: 'provided';
  readonly name: SetName;
  /** What lies where in the set's folder, a line a thing: `train/n01440764/n01440764_10026.JPEG`, and so on. */
  readonly layout: readonly string[];
  /** How one comes to that layout from what the address has, in words. */
  readonly preparation: string;
  readonly parts: Readonly<Record<Part, ProvidedPart>>;
}

export type DataSet = PublishedSet | ProvidedSet;

export const bytesOf = (files: readonly PublishedFile[]): number =>
  files.reduce((total, { bytes }) => total + bytes, 0);

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Megabytes for progress: all of them only once all bytes are done. */
export const roundedMegabytes = (bytes: number, total = bytes): number =>
  bytes < total ? Math.floor(bytes / 1e6) : Math.ceil(bytes / 1e6);
