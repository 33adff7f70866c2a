import { join } from 'node:path';
import { asFileError } from './fileError.js';
import type { FileSystem } from './fileSystem.js';
import { namesIn } from './namesIn.js';

/**
 * Removes temporary files that a crash in `replaceFile` may have left in a folder. Only the holder of the lock of the
 * folder, or of the one file, may do so, because a running process may be writing them.
 *
 * @param name the file whose temporary files are removed. @defaultValue all files
 * @returns the removed paths
 * @throws FileError
 */
export async function sweepTemporaries(folder: string, files: FileSystem, name?: string): Promise<readonly string[]> {
  const names = await namesIn(folder, files);
  const left = names.filter((each) => isTemporary(each, name)).map((each) => join(folder, each));
  for (const path of left) await files.remove(path).catch(asFileError(path, 'to remove a temporary file'));
  return left;
}

/** Whether a name was made by `createBeside`. @param name the name of the file. @defaultValue any file */
export function isTemporary(each: string, name?: string): boolean {
  const [suffix = null] = /\.tmp-\d+-\d+$/.exec(each) ?? [];
  return suffix !== null && (name === undefined || each === name + suffix);
}
