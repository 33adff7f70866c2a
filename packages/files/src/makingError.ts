import { dirname } from 'node:path';
import { codeOf, FileError } from './fileError.js';
import type { FileSystem } from './fileSystem.js';

/**
 * The error of a file or folder that could not be made. Where a name was missing (`ENOENT`) it says whether that is the folder, or whether
 * nothing can be made in it, as in `/proc`.
 *
 * @param at where it was to be made, if not at `path` @defaultValue `path`
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
  const why = isThere ? `; nothing can be made in ${folder}` : `; the folder ${folder} does not exist`;
  return new FileError(path, expected, cause, why);
}
