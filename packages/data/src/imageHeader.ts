import { FormatError } from '@spikegrad/core';

/** What can be decoded, told by how it begins. */
export type ImageKind = 'jpeg' | 'png';

/**
 * Images of more pixels are refused before they are decoded. The largest of ImageNet has about 20 million; decoded in JavaScript, this many
 * take some 500 MB.
 */
export const maxPixels = 2 ** 25;

/** Which kind of image bytes are. @throws FormatError for any other */
export function imageKind(bytes: Uint8Array, name: string): ImageKind {
  const begins = (...signature: readonly number[]): boolean => signature.every((byte, i) => bytes[i] === byte);
  if (begins(0xff, 0xd8)) return 'jpeg';
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  const received = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new FormatError(name, 'a JPEG or PNG image', received === '' ? 'no byte' : `the first bytes ${received}`);
}

/** @throws FormatError for an image without pixels, or with more than any memory is meant for */
export function checkPixels(width: number, height: number, name: string): void {
  if (width >= 1 && height >= 1 && width * height <= maxPixels) return;
  throw new FormatError(name, `1 to ${maxPixels} pixels`, `${width}×${height}`);
}
