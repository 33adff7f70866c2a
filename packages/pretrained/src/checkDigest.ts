import { FormatError } from '@spikegrad/core';

/**
 * Compares a file with its SHA-256. A page that was not served over HTTPS or from this machine has no `crypto.subtle`: there the file is not checked.
 *
 * @throws FormatError
 */
export async function checkDigest(bytes: Uint8Array, expected: string, name: string): Promise<void> {
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (!subtle) return;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  const received = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (received !== expected) throw new FormatError(name, `contents of SHA-256 ${expected}`, received);
}
