import { join } from 'node:path';
import { codeOf, FileError } from './fileError.js';
import type { FileSystem } from './fileSystem.js';

/** Removes what a crash in the middle of `replaceFile` may have left in a folder. @returns the paths removed @throws FileError */
export async function sweepTemporaries(folder: string, files: FileSystem): Promise<readonly string[]> {
  const names = await files.list(folder).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return [];
    throw new FileError(folder, 'to list a folder', cause);
  });
  const left = names.filter((name) => /\.tmp-\d+-\d+$/.test(name)).map((name) => join(folder, name));
  for (const path of left) {
    await files.remove(path).catch((cause: unknown) => {
      throw new FileError(path, 'to remove a temporary file', cause);
    });
  }
  return left;
}
