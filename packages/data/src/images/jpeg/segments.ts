import { FormatError } from '@spikegrad/core';

/** The second bytes of the markers that the decoder uses. */
export const marker = {
  huffman: 0xc4,
  firstRestart: 0xd0,
  lastRestart: 0xd7,
  endOfImage: 0xd9,
  scan: 0xda,
  quantisation: 0xdb,
  restartInterval: 0xdd,
  jfif: 0xe0,
  adobe: 0xee,
} as const;

/** Frames by their markers: baseline, extended and progressive, all with Huffman codes. */
export const frameMarkers: readonly number[] = [0xc0, 0xc1, 0xc2];

/** The progressive one, which sends coefficients in several scans. */
export const progressiveFrame = 0xc2;

/** A marker and the bytes that follow it. */
export interface Segment {
  readonly marker: number;
  /** The position of its first byte, 0xff, in the file. */
  readonly at: number;
  /** The bytes after its length. */
  readonly data: Uint8Array;
  /** The position after it; for a scan, where its codes begin. */
  readonly end: number;
}

/**
 * The segment at a byte of a JPEG. Bytes 0xff before a marker are skipped. The end of an image has no data.
 *
 * @throws FormatError if there is no marker, or its length exceeds the file
 */
export function segmentAt(bytes: Uint8Array, at: number, name: string): Segment {
  while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
  const found = bytes[at + 1];
  if (bytes[at] === 0xff && found === marker.endOfImage)
    return { marker: found, at, data: new Uint8Array(0), end: at + 2 };
  if (bytes[at] !== 0xff || found === undefined || at + 4 > bytes.length)
    throw new FormatError(name, `a segment of a JPEG at byte ${at}`, at + 4 > bytes.length ? 'its end' : 'none');
  const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  const end = at + 2 + length;
  if (length < 2 || end > bytes.length)
    throw new FormatError(name, `a segment within ${bytes.length} bytes at byte ${at}`, `${length} bytes`);
  return { marker: found, at, data: bytes.subarray(at + 4, end), end };
}

/**
 * The position of the first marker at byte `at` or after it; the length of the file if there is none. Within codes,
 * 0xff 0x00 is the byte 0xff, not a marker.
 */
export function nextMarker(bytes: Uint8Array, at: number): number {
  for (;;) {
    const found = bytes.indexOf(0xff, at);
    if (found < 0) return bytes.length;
    const kind = bytes[found + 1];
    if (kind !== 0 && kind !== 0xff && kind !== undefined) return found;
    at = found + 1;
  }
}

export const isRestart = (kind: number): boolean => kind >= marker.firstRestart && kind <= marker.lastRestart;

/** The position of the marker that ends a scan: the first after `at`, a byte of its codes, that is not a restart. */
export function afterCodes(bytes: Uint8Array, at: number): number {
  let found = nextMarker(bytes, at);
  while (found < bytes.length && isRestart(bytes[found + 1]!)) found = nextMarker(bytes, found + 2);
  return found;
}
