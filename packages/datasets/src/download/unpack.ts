import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { FormatError, SpikegradError } from '@spikegrad/core';
import { messageOf } from '@spikegrad/files';
import type { PublishedSet, SetFile } from '../sets/published.js';
import { tarEntries } from './tar.js';

/**
 * Extracts the files of a set from its archive (.tar.gz). Other entries are skipped.
 *
 * @param name the name of the archive in errors
 * @param save called for each file
 * @throws FormatError if the archive is damaged, or a file is missing or has another size
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
      // Checked before memory is allocated: an archive may claim any size.
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
    throw new FormatError(name, 'an undamaged gzip archive', messageOf(error));
  }
  if (missing.size > 0)
    throw new FormatError(name, `${[...missing.keys()].join(', ')} in it`, 'an archive without them');
}
