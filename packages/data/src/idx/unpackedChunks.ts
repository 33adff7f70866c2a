import { FormatError, SpikegradError } from '@spikegrad/core';
import { refuseFile } from '../files/files.js';
import { openRegular } from '../files/regularFile.js';

/**
 * The bytes of a file in chunks, decompressed if it is a gzip file. Node only.
 *
 * @param kind the expected content, for errors
 * @throws FormatError for anything but a regular file, and for gzip that is damaged or has bytes after its end
 */
export async function* unpackedChunks(path: string, kind: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await openRegular(path, kind).catch((error: unknown) => refuseFile(path, kind, error));
  try {
    const [first, second] = await file.read(0, 2);
    if (first === 0x1f && second === 0x8b) yield* gunzipped(file.chunks(), path, kind);
    else yield* file.chunks();
  } finally {
    await file.close();
  }
}

async function* gunzipped(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  kind: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const [{ createGunzip }, { Readable }] = await Promise.all([import('node:zlib'), import('node:stream')]);
  const source = Readable.from(chunks);
  const unpacked = createGunzip();
  source.on('error', (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  try {
    yield* unpacked as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof SpikegradError) throw error;
    throw new FormatError(
      path,
      `${kind} in an undamaged gzip file`,
      error instanceof Error ? error.message : String(error),
    );
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}
