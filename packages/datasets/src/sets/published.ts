import type { Part, SetName } from '@spikegrad/data';

/** A published file. */
export interface PublishedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** A file of a set, and its part. */
export interface SetFile extends PublishedFile {
  readonly part: Part;
}

/** Something that is easily confused with a set. */
export interface Lookalike {
  /** Matches the name of a file or folder that only this lookalike has. */
  readonly sign: RegExp;
  readonly name: string;
}

/** A data set. */
interface NamedSet {
  readonly name: string;
  readonly title: string;
  /** The address of the archive; for a provided set, the address of its page. */
  readonly address: string;
  readonly lookalikes: readonly Lookalike[];
}

/** A set that can be downloaded, with the SHA-256 of every file. */
export interface PublishedSet extends NamedSet {
  readonly kind: 'published';
  readonly archive: PublishedFile;
  /** The folder inside the archive. */
  readonly inside: string;
  readonly files: readonly SetFile[];
}

/** A part of a provided set. */
export interface ProvidedPart {
  /** The path inside the set's folder, with `/` between folders. */
  readonly path: string;
  /** Number of samples of the complete part. */
  readonly samples: number;
}

/** A data set that may not be redistributed, or whose checksums are not known: its user provides the files. */
export interface ProvidedSet extends NamedSet {
  readonly kind: 'provided';
  readonly name: SetName;
  /** The layout of the set's folder, one entry per line: `train/n01440764/n01440764_10026.JPEG`, and so on. */
  readonly layout: readonly string[];
  /** How to make this layout from the files at the address, as text. */
  readonly preparation: string;
  readonly parts: Readonly<Record<Part, ProvidedPart>>;
}

export type DataSet = PublishedSet | ProvidedSet;

export const bytesOf = (files: readonly PublishedFile[]): number =>
  files.reduce((total, { bytes }) => total + bytes, 0);

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Megabytes for progress; the total is shown only when all bytes are done. */
export const roundedMegabytes = (bytes: number, total = bytes): number =>
  bytes < total ? Math.floor(bytes / 1e6) : Math.ceil(bytes / 1e6);
