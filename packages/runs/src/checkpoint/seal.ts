import { createHash } from 'node:crypto';
import { FormatError } from '@spikegrad/core';

/** The name of the digest among a file's metadata. */
export const sealKey = 'sha256';

/** The placeholder of the digest while the digest is computed. */
export const unsealed = '0'.repeat(64);

/** Where the digest lies. In JSON a quote within a text is escaped, so only the key itself reads like this. */
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

/** Writes into a safetensors file with metadata `sha256: unsealed` the SHA-256 of all its bytes. @param key another name than `sha256` */
export function seal(bytes: Uint8Array, key = sealKey): Uint8Array {
  const place = placeOf(bytes, key);
  bytes.set(Buffer.from(digestOf(bytes, place), 'latin1'), place);
  return bytes;
}

/** Refuses a file any bit of which is not as it was written. @throws FormatError */
export function checkSeal(bytes: Uint8Array, name: string, key = sealKey): void {
  const place = placeOf(bytes, key);
  if (place < 0) throw new FormatError(name, 'a whole file, with its SHA-256', `${bytes.length} bytes without one`);
  const written = Buffer.from(bytes.subarray(place, place + unsealed.length)).toString('latin1');
  const received = digestOf(bytes, place);
  if (written !== received) throw new FormatError(name, `contents of SHA-256 ${written}`, received);
}
