import type { OpenFile } from './fileSystem.js';

/** Writes all of `bytes`, however few of them the system takes at a time. */
export async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const written = await file.write(bytes.subarray(at));
    // A system that takes nothing and says nothing would be asked for ever.
    if (written === 0) throw new Error(`a disk that took ${at} bytes and then no more`);
    at += written;
  }
}
