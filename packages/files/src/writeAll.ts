import type { OpenFile } from './fileSystem.js';

/** Writes all of `bytes`, with as many calls as needed. */
export async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const written = await file.write(bytes.subarray(at));
    // If the system writes 0 bytes without an error, stop instead of an endless loop.
    if (written === 0) throw new Error(`a disk that accepted ${at} bytes and then no more`);
    at += written;
  }
}
