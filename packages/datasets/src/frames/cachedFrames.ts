import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { polarities, type FrameOptions, type RecordingSet, type StoredDataset } from '@spikegrad/data';
import {
  asFileError,
  type FileSystem,
  nodeFiles,
  sumOf,
  sweepTemporaries,
  waitForLock,
  withAdvice,
} from '@spikegrad/files';
import type { Reporter } from '../reporter.js';
import { cacheFolder } from './cacheFolder.js';
import { advice, countFrames } from './countFrames.js';
import { keptFrames, type Wanted } from './keptFrames.js';
import { sourcesOf } from './sources.js';

/**
 * The version of the cache files. It increases when frames are counted differently; files of older versions are then
 * replaced.
 */
const version = 1;

/** @see cachedFrames */
export interface CacheOptions {
  /** @defaultValue `cacheFolder()` */
  readonly folder?: string;
  /** @defaultValue the file system of this machine */
  readonly files?: FileSystem;
}

/**
 * The frames of recordings, counted once and cached in a file. Samples are read from it when they are needed. The
 * file is replaced when the names, sizes or times of the recordings have changed, or when its checksum is wrong. Of
 * several processes, one counts and the others wait.
 *
 * @param name the name of the file: the set and its part
 * @throws FormatError for a recording that cannot be read, FileError for a cache that cannot be written, LockError while a process on another host
 * counts the same frames
 */
export async function cachedFrames(
  set: RecordingSet,
  name: string,
  options: Required<FrameOptions>,
  reporter: Reporter,
  { folder = cacheFolder(), files = nodeFiles }: CacheOptions = {},
): Promise<StoredDataset> {
  const { count, width, height, classes } = set;
  const { frames, by } = options;
  const described = JSON.stringify({ version, frames, by, width, height, classes, files: set.files });
  const settings = sumOf(new TextEncoder().encode(described));
  const path = join(folder, `${name}-${frames}-by-${by}-${settings.slice(0, 16)}.frames`);
  const bytes = count * frames * polarities * height * width;
  const wanted: Wanted = { path, settings, sources: await sourcesOf(set.files), bytes, count };
  const labels = (await keptFrames(wanted)).labels ?? (await countedOnce(set, wanted, options, reporter, files));
  return {
    ...{ count, classes, frames, channels: polarities },
    labels: Uint8Array.from(labels),
    places: Uint32Array.from({ length: count }, (_, i) => i),
    store: { kind: 'records', path, count, channels: frames * polarities, height, width },
  };
}

/** Counts the frames. If another process on this host is counting them, waits and uses its file. */
async function countedOnce(
  set: RecordingSet,
  wanted: Wanted,
  options: Required<FrameOptions>,
  reporter: Reporter,
  files: FileSystem,
): Promise<readonly number[]> {
  const { path } = wanted;
  await mkdir(dirname(path), { recursive: true }).catch(asFileError(dirname(path), 'a folder for frames'));
  const lock = await waitForLock(`${path}.lock`, files, ({ received }) =>
    reporter.say(`waiting for the frames of ${path}: another process is counting them, ${received}`),
  ).catch(withAdvice(advice));
  try {
    const { labels, fault } = await keptFrames(wanted);
    if (labels !== null) return labels;
    if (fault !== null) reporter.say(`${path} ${fault}; counting the frames again`);
    await sweepTemporaries(dirname(path), files, basename(path));
    return await countFrames(set, wanted, options, reporter, files);
  } finally {
    await lock.release();
  }
}
