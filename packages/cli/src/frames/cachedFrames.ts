import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { polarities, type FrameOptions, type RecordingSet, type StoredDataset } from '@spikegrad/data';
import { sumOf } from '../datasets/sum.js';
import { asFileError } from '../files/fileError.js';
import type { FileSystem } from '../files/fileSystem.js';
import { nodeFiles } from '../files/nodeFiles.js';
import type { Terminal } from '../terminal/terminal.js';
import { cacheFolder } from './cacheFolder.js';
import { countFrames } from './countFrames.js';
import { readFooter, sumOfFrames, type Footer } from './footer.js';
import { sourcesOf } from './sources.js';

/** Another one when frames are counted in another way: older files are then made anew. */
const version = 1;

/** @see cachedFrames */
export interface CacheOptions {
  /** @defaultValue `cacheFolder()` */
  readonly folder?: string;
  /** @defaultValue the file system of this machine */
  readonly files?: FileSystem;
}

/** A file of frames as it should be. */
export interface Wanted extends Pick<Footer, 'settings' | 'sources'> {
  readonly path: string;
  /** Bytes of all frames. */
  readonly bytes: number;
  /** How many samples. */
  readonly count: number;
}

/**
 * The frames of recordings, counted once and kept in a file, from which samples are read when they are needed. A file whose recordings
 * have changed since, by their names, sizes or times, and one that is damaged, by its sum, is made anew.
 *
 * @param name what the file is called: the set and its part
 * @throws FormatError for a recording that cannot be read, FileError for a cache that cannot be written
 */
export async function cachedFrames(
  set: RecordingSet,
  name: string,
  options: Required<FrameOptions>,
  terminal: Terminal,
  { folder = cacheFolder(), files = nodeFiles }: CacheOptions = {},
): Promise<StoredDataset> {
  const { count, width, height, classes } = set;
  const { frames, by } = options;
  const described = JSON.stringify({ version, frames, by, width, height, classes, files: set.files });
  const settings = sumOf(new TextEncoder().encode(described));
  const path = join(folder, `${name}-${frames}-by-${by}-${settings.slice(0, 16)}.frames`);
  const bytes = count * frames * polarities * height * width;
  const wanted = { path, settings, sources: await sourcesOf(set.files), bytes, count };
  const { kept, fault } = await look(wanted);
  if (fault !== null) terminal.say(`${path} ${fault}: counting anew`);
  if (kept === null) await mkdir(folder, { recursive: true }).catch(asFileError(folder, 'a folder for frames'));
  const labels = kept ?? (await countFrames(set, wanted, options, terminal, files));
  return {
    ...{ count, classes, frames, channels: polarities },
    labels: Uint8Array.from(labels),
    places: Uint32Array.from({ length: count }, (_, i) => i),
    store: { kind: 'records', path, count, channels: frames * polarities, height, width },
  };
}

/** What lies in the place of a file of frames: its labels if it is the one, and what is wrong with it if it is not. */
async function look({ path, settings, sources, bytes, count }: Wanted): Promise<{
  readonly kept: readonly number[] | null;
  readonly fault: string | null;
}> {
  const found = await readFooter(path);
  if (found === null) return { kept: null, fault: null };
  const fault = (what: string) => ({ kept: null, fault: what });
  if (found === 'damaged') return fault('is damaged');
  const { footer } = found;
  if (footer.settings !== settings || footer.sources !== sources) return fault('is of recordings that have changed');
  if (found.bytes !== bytes || footer.labels.length !== count) return fault('is damaged');
  if ((await sumOfFrames(path, bytes)) !== footer.sum) return fault('is damaged, by its sum');
  return { kept: footer.labels, fault: null };
}
