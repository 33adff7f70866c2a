import { join } from 'node:path';
import { asFileError } from './fileError.js';
import type { FileSystem } from './fileSystem.js';
import { namesIn } from './namesIn.js';

/**
 * Removes what a crash in the middle of `replaceFile` may have left in a folder. Only the holder of the lock of the folder, or of the one
 * file, may do so: to others they may be what a process writes that runs.
 *
 * @param name of the one file whose temporaries are removed @defaultValue those of all files
 * @returns the paths removed
 * @throws FileError
 */
export async function sweepTemporaries(folder: string, files: FileSystem, name?: string): Promise<readonly string[]> {
  const names = await namesIn(folder, files);
  const left = names.filter((each) => isTemporary(each, name)).map((each) => join(folder, each));
  for (const path of left) await files.remove(path).catch(asFileError(path, 'to remove a temporary file'));
  return left;
}

/** Whether a name is one that `createBeside` gives. @param name of the file beside which it is @defaultValue any */
export function isTemporary(each: string, name?: string): boolean {
  const [suffix = null] = /\.tmp-\d+-\d+$/.exec(each) ?? [];
  return suffix !== null && (name === undefined || each === name + suffix);
}
