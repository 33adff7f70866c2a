import { dirname } from 'node:path';
import { SpikegradError } from '@spikegrad/core';
import { createBeside, fill } from './createBeside.js';
import { FileError } from './fileError.js';
import type { OpenFile } from './fileSystem.js';
import { nodeFiles } from './nodeFiles.js';
import { writeAll } from './writeAll.js';

/**
 * Puts new content in the place of a file, made if it is not there: at every moment, through a crash, a full disk or a
 * loss of power, `path` is the whole old file or the whole new one.
 *
 * The content goes to `path.tmp-<pid>-<n>` beside it, reaches the disk and takes the name over. A crash in the middle
 * may leave that temporary file; a failure removes it. A symbolic link is replaced, not followed.
 *
 * @throws FileError whose `cause` is what the system said. The old file is then still there, unless only the last step,
 * the sync of the folder, failed: then the new one is, but a loss of power may bring the old one back.
 */
export function replaceFile(path: string, content: Uint8Array | string, files = nodeFiles): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return replaceFileBy(path, `to write ${bytes.length} bytes`, (file) => writeAll(file, bytes), files);
}

/**
 * The same with content that is made while it is written.
 *
 * @param expected what is done, for errors: `to write 5 MB of frames`
 * @throws FileError, and what `write` throws of the package's own errors
 */
export async function replaceFileBy(
  path: string,
  expected: string,
  write: (file: OpenFile) => Promise<void>,
  files = nodeFiles,
): Promise<void> {
  const [temporary, file] = await createBeside(path, expected, files);
  try {
    await fill(file, write); // closed before the rename
    await files.rename(temporary, path);
  } catch (cause) {
    const removed = await succeeds(files.remove(temporary));
    if (cause instanceof SpikegradError) throw cause;
    throw new FileError(path, expected, cause, removed ? '' : `; ${temporary} could not be removed`);
  }
  try {
    await files.syncFolder(dirname(path));
  } catch (cause) {
    throw new FileError(path, 'to sync the folder after the file was replaced', cause);
  }
}

const succeeds = (promise: Promise<void>): Promise<boolean> =>
  promise.then(
    () => true,
    () => false,
  );
