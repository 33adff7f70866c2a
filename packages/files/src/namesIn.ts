import { asFileError, codeOf } from './fileError.js';
import type { FileSystem } from './fileSystem.js';

/** The names in a folder; empty if there is no folder. @throws FileError */
export const namesIn = (folder: string, files: FileSystem): Promise<readonly string[]> =>
  files
    .list(folder)
    .catch((cause: unknown) => (codeOf(cause) === 'ENOENT' ? [] : asFileError(folder, 'to list a folder')(cause)));
