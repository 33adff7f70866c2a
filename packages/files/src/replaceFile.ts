import { dirname } from 'node:path';
import { SpikegradError } from '@spikegrad/core';
import { createBeside, fill } from './createBeside.js';
import { FileError } from './fileError.js';
import type { OpenFile } from './fileSystem.js';
import { nodeFiles } from './nodeFiles.js';
import { writeAll } from './writeAll.js';

/**
 * Replaces the content of a file atomically, and creates the file if needed. Also after a crash, a full disk or a
 * power failure, `path` is the complete old file or the complete new one.
 *
 * The content is written to `path.tmp-<pid>-<n>`, synced to the disk and renamed to `path`. A crash may leave the
 * temporary file; an error removes it. A symbolic link is replaced, not followed.
 *
 * @throws FileError whose `cause` is the error of the system. The old file then still exists, unless only the last
 * step failed, the sync of the folder: then the new file exists, but a power failure may restore the old one.
 */
export function replaceFile(path: string, content: Uint8Array | string, files = nodeFiles): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return replaceFileBy(path, `to write ${bytes.length} bytes`, (file) => writeAll(file, bytes), files);
}

/**
 * The same with content that is generated while it is written.
 *
 * @param expected the operation, for errors: `to write 5 MB of frames`
 * @throws FileError, and errors of this package from `write`
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
