import { dirname } from 'node:path';
import { codeOf, FileError } from './fileError.js';
import type { FileSystem } from './fileSystem.js';

/**
 * The error of a file or folder that could not be created. For `ENOENT` it says whether the parent folder is missing,
 * or whether nothing can be created in it, as in `/proc`.
 *
 * @param at the path that could not be created. @defaultValue `path`
 */
export async function makingError(
  path: string,
  expected: string,
  cause: unknown,
  files: Pick<FileSystem, 'list'>,
  at = path,
): Promise<FileError> {
  if (codeOf(cause) !== 'ENOENT') return new FileError(path, expected, cause);
  const folder = dirname(at);
  const isThere = await files.list(folder).then(
    () => true,
    () => false,
  );
  const why = isThere ? `; nothing can be created in ${folder}` : `; the folder ${folder} does not exist`;
  return new FileError(path, expected, cause, why);
}
