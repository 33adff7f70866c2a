import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { frameBytes, type FrameOptions, type RecordingSet } from '@spikegrad/data';
import { megabytes } from '../sets/published.js';
import { FileError, type FileSystem, replaceFileBy, withAdvice, writeAll } from '@spikegrad/files';
import type { Reporter } from '../reporter.js';
import { cacheVariable } from './cacheFolder.js';
import { encodeFooter, sumOfAll } from './footer.js';
import type { Wanted } from './keptFrames.js';

/** Advice if frames cannot be written. */
export const advice = `free disk space, or set ${cacheVariable} to a folder on another disk`;

/**
 * Counts the frames of recordings into a file, with progress. Only one recording is in memory at a time.
 *
 * @returns the labels of the samples
 * @throws FormatError for a recording that cannot be read, FileError
 */
export async function countFrames(
  set: RecordingSet,
  { path, settings, sources, bytes }: Wanted,
  options: FrameOptions,
  reporter: Reporter,
  files: FileSystem,
): Promise<readonly number[]> {
  await expectRoom(path, bytes);
  const progress = reporter.progress('counting events', set.count);
  const labels: number[] = [];
  const hash = createHash('sha256');
  let seen = 0;
  try {
    await replaceFileBy(
      path,
      `to write ${megabytes(bytes)} of frames`,
      async (file) => {
        for await (const { label, events } of set.recordings()) {
          const counts = frameBytes(events, options);
          hash.update(counts);
          await writeAll(file, counts);
          seen += events.count;
          progress.update(labels.push(label), `${seen.toLocaleString('en-US')} events`);
        }
        const said = { settings, sources, labels };
        await writeAll(file, encodeFooter({ ...said, sum: sumOfAll(hash, said) }));
      },
      files,
    );
  } catch (error) {
    return withAdvice(advice)(error);
  } finally {
    progress.stop();
  }
  reporter.say(`${set.count} recordings, ${seen.toLocaleString('en-US')} events, written as frames to ${path}`);
  return labels;
}

/** @throws FileError if the disk has fewer bytes left */
async function expectRoom(path: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  const left = bavail * bsize;
  if (left >= bytes) return;
  throw new FileError(path, `free space for ${megabytes(bytes)} of frames`, new Error(megabytes(left)), `; ${advice}`);
}
