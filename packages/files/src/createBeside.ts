import { codeOf } from './fileError.js';
import type { FileSystem, OpenFile } from './fileSystem.js';
import { makingError } from './makingError.js';

/** Limit of attempts: crashes do not leave more files of the same process number. */
const mostNames = 1000;

let nameCount = 0;

/** A name in the folder of `path` that no other process uses while this one runs. */
export const nameBeside = (path: string): string => `${path}.tmp-${process.pid}-${nameCount++}`;

/** Creates a file with a new name. A crashed process with the same number may have left a file. */
export async function createBeside(path: string, expected: string, files: FileSystem): Promise<[string, OpenFile]> {
  for (let tries = 1; ; tries++) {
    const temporary = nameBeside(path);
    try {
      return [temporary, await files.create(temporary)];
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST' || tries === mostNames) throw await makingError(path, expected, cause, files);
    }
  }
}

/** Writes a new file to the disk and closes it, also after an error. */
export async function fill(file: OpenFile, write: (file: OpenFile) => Promise<void>): Promise<void> {
  try {
    await write(file);
    await file.sync();
  } catch (cause) {
    await file.close().catch(() => undefined);
    throw cause;
  }
  // Errors of `close` are thrown: a network disk may report only then that it is full.
  await file.close();
}
