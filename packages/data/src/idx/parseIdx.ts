import { FormatError } from '@spikegrad/core';

/** Magic numbers of the two formats of MNIST: unsigned bytes with one and with three axes. */
const magics = { labels: 0x0000_0801, images: 0x0000_0803 } as const;

/** The content of a file in IDX. */
export type IdxKind = keyof typeof magics;

/** The images of one file, one after the other. */
export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** `[count, height, width]`. */
  readonly pixels: Uint8Array;
}

/** The header of a file in IDX. */
export interface IdxHeader {
  /** Bytes before the values. */
  readonly start: number;
  /** The length of each axis. */
  readonly axes: readonly number[];
  /** Total bytes of the file. */
  readonly bytes: number;
}

/** The longest header: a magic number and three lengths. */
export const headerBytes = 16;

/** The largest file that is read, in bytes: 256 times MNIST's training images. */
const mostBytes = 47_040_016 * 256;

/**
 * Reads the header of a file from its first bytes.
 *
 * @throws FormatError for another kind of file, one without values, and one of more than 256 times the bytes of MNIST
 */
export function idxHeader(head: Uint8Array, name: string, kind: IdxKind): IdxHeader {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const rank = magics[kind] & 0xff;
  const start = 4 + 4 * rank;
  const magic = head.length < 4 ? null : view.getUint32(0);
  if (magic !== null && magic !== magics[kind]) {
    const other = kind === 'labels' ? 'images' : 'labels';
    const received = magic === magics[other] ? `a file of ${other}` : hex(magic);
    throw new FormatError(name, `the magic number ${hex(magics[kind])} of ${kind} in IDX`, received);
  }
  if (head.length < start)
    throw new FormatError(name, `the ${start} bytes of a header of ${kind}`, `${head.length} bytes`);
  const axes = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const bytes = axes.reduce((product, length) => product * length, 1) + start;
  if (axes.includes(0) || bytes > mostBytes) {
    const expected = `a number of ${kind} above 0, of at most ${mostBytes} bytes`;
    throw new FormatError(name, expected, axes.join(' × '));
  }
  return { start, axes, bytes };
}

const hex = (magic: number): string => `0x${magic.toString(16).padStart(8, '0')}`;

/** The values of a file. @throws FormatError if the length of the file differs from that in its header */
function valuesOf(bytes: Uint8Array, name: string, kind: IdxKind): { axes: readonly number[]; values: Uint8Array } {
  const { axes, start, bytes: whole } = idxHeader(bytes, name, kind);
  if (bytes.length !== whole)
    throw new FormatError(name, `${whole} bytes, for ${axes.join(' × ')} ${kind}`, `${bytes.length} bytes`);
  return { axes, values: bytes.slice(start) };
}

/**
 * Decodes images in IDX, the format of MNIST, from the bytes of a file.
 *
 * @param name the name of the bytes in errors
 * @throws FormatError
 * @see http://yann.lecun.com/exdb/mnist/, "File formats"
 */
export function parseIdxImages(bytes: Uint8Array, name = 'parseIdxImages'): IdxImages {
  const { axes, values: pixels } = valuesOf(bytes, name, 'images');
  const [count, height, width] = axes as [number, number, number];
  return { count, height, width, pixels };
}

/** Decodes labels in IDX. @param classes the number of classes @throws FormatError, also for a label that is not below it */
export function parseIdxLabels(bytes: Uint8Array, classes: number, name = 'parseIdxLabels'): Uint8Array {
  const { values } = valuesOf(bytes, name, 'labels');
  const odd = values.findIndex((label) => label >= classes);
  if (odd >= 0) throw new FormatError(name, `a label from 0 to ${classes - 1} at index ${odd}`, String(values[odd]));
  return values;
}
