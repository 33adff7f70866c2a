import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { FormatError, SpikegradError } from '@spikegrad/core';
import { messageOf } from '@spikegrad/files';
import type { PublishedSet, SetFile } from '../sets/published.js';
import { tarEntries } from './tar.js';

/**
 * Takes the files of a set out of its archive, a tar within gzip. Other entries are passed over.
 *
 * @param name what errors call the archive
 * @param save called for one file after the other
 * @throws FormatError where the archive is broken, or a file is missing or of another size
 */
export async function unpack(
  set: PublishedSet,
  pieces: AsyncIterable<Uint8Array>,
  name: string,
  save: (file: SetFile, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const missing = new Map(set.files.map((file) => [`${set.inside}/${file.name}`, file]));
  const take = async (unzipped: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const entry of tarEntries(unzipped, name)) {
      const path = entry.path.replace(/^\.\//, '');
      const file = missing.get(path);
      if (!file) continue;
      // Before the content is made room for: an archive may claim any size.
      if (entry.bytes !== file.bytes)
        throw new FormatError(name, `${file.bytes} bytes of ${path}`, `${entry.bytes} bytes`);
      await save(file, await entry.read());
      missing.delete(path);
    }
  };
  try {
    await pipeline(pieces, createGunzip(), take);
  } catch (error) {
    if (error instanceof SpikegradError) throw error;
    throw new FormatError(name, 'a whole gzip archive', messageOf(error));
  }
  if (missing.size > 0) throw new FormatError(name, `${[...missing.keys()].join(', ')} in it`, 'an archive without');
}
