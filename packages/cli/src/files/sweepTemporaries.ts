import { join } from 'node:path';
import { asFileError } from './fileError.js';
import type { FileSystem } from './fileSystem.js';
import { namesIn } from './namesIn.js';

/** Removes what a crash in the middle of `replaceFile` may have left in a folder. @returns the paths removed @throws FileError */
export async function sweepTemporaries(folder: string, files: FileSystem): Promise<readonly string[]> {
  const names = await namesIn(folder, files);
  const left = names.filter((name) => /\.tmp-\d+-\d+$/.test(name)).map((name) => join(folder, name));
  for (const path of left) await files.remove(path).catch(asFileError(path, 'to remove a temporary file'));
  return left;
}
