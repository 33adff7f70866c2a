import { createHash } from 'node:crypto';
import { FormatError } from '@spikegrad/core';

/** The metadata key of the digest. */
export const sealKey = 'sha256';

/** The placeholder for the digest while it is computed. */
export const unsealed = '0'.repeat(64);

/** Finds the digest. Quotes inside JSON strings are escaped, so only the key itself matches. */
function placeOf(bytes: Uint8Array, key: string): number {
  const { buffer, byteOffset, byteLength } = bytes;
  const mark = `"${key}":"`;
  const at = Buffer.from(buffer, byteOffset, byteLength).indexOf(mark);
  return at < 0 || at + mark.length + unsealed.length > bytes.length ? -1 : at + mark.length;
}

const digestOf = (bytes: Uint8Array, place: number): string =>
  createHash('sha256')
    .update(bytes.subarray(0, place))
    .update(unsealed)
    .update(bytes.subarray(place + unsealed.length))
    .digest('hex');

/**
 * Writes the SHA-256 of all bytes into a safetensors file with metadata `sha256: unsealed`. @param key another name
 * than `sha256`
 */
export function seal(bytes: Uint8Array, key = sealKey): Uint8Array {
  const place = placeOf(bytes, key);
  bytes.set(Buffer.from(digestOf(bytes, place), 'latin1'), place);
  return bytes;
}

/** Checks that a file has no changed bit. @throws FormatError */
export function checkSeal(bytes: Uint8Array, name: string, key = sealKey): void {
  const place = placeOf(bytes, key);
  if (place < 0)
    throw new FormatError(name, 'a complete file with its SHA-256', `${bytes.length} bytes without a SHA-256`);
  const written = Buffer.from(bytes.subarray(place, place + unsealed.length)).toString('latin1');
  const received = digestOf(bytes, place);
  if (written !== received) throw new FormatError(name, `contents of SHA-256 ${written}`, received);
}
