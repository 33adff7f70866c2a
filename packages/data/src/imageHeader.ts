import { FormatError } from '@spikegrad/core';

/** The formats that can be decoded, detected from the first bytes. */
export type ImageKind = 'jpeg' | 'png';

/**
 * Images with more pixels fail before decoding. The largest of ImageNet has about 20 million. Decoding this many in
 * JavaScript takes about 500 MB.
 */
export const maxPixels = 2 ** 25;

/** The image format of bytes. @throws FormatError for any other */
export function imageKind(bytes: Uint8Array, name: string): ImageKind {
  const begins = (...signature: readonly number[]): boolean => signature.every((byte, i) => bytes[i] === byte);
  if (begins(0xff, 0xd8)) return 'jpeg';
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  const received = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new FormatError(name, 'a JPEG or PNG image', received === '' ? 'no bytes' : `the first bytes ${received}`);
}

/** @throws FormatError for an image without pixels, or with too many */
export function checkPixels(width: number, height: number, name: string): void {
  if (width >= 1 && height >= 1 && width * height <= maxPixels) return;
  throw new FormatError(name, `1 to ${maxPixels} pixels`, `${width}×${height}`);
}
