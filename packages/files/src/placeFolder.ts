import { lstat, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { nameBeside } from './createBeside.js';
import { asFileError, FileError } from './fileError.js';
import type { FileSystem } from './fileSystem.js';
import { makingError } from './makingError.js';
import { nodeFiles } from './nodeFiles.js';

/**
 * Creates the folder `path`, or `path-2`, `path-3` … if it exists. The folder gets its name after it is filled, so
 * that after a crash it has all its first files or does not exist.
 *
 * @param fill writes the first files into the given folder
 * @returns the path of the folder, absolute if `path` is
 * @throws FileError, also if the path exists and is not a folder, and errors of `fill`
 */
export async function placeFolder(
  path: string,
  fill: (folder: string) => Promise<void>,
  files: FileSystem = nodeFiles,
): Promise<string> {
  const expected = 'a folder to write a run into';
  const refuse = asFileError(path, expected);
  const whole = await wholePath(path, expected);
  await mkdir(dirname(whole), { recursive: true }).catch(refuse);
  const temporary = nameBeside(whole);
  await files.makeFolder(temporary).catch(async (cause: unknown) => {
    throw await makingError(path, expected, cause, files, whole);
  });
  try {
    await fill(temporary);
    for (let place = 1; ; place++) {
      const candidate = place === 1 ? whole : `${whole}-${place}`;
      if (await isTaken(candidate)) continue;
      const problem = await files.rename(temporary, candidate).then(
        () => null,
        (error: unknown) => error,
      );
      if (problem === null) {
        await files.syncFolder(dirname(whole)).catch(refuse);
        return isAbsolute(path) ? candidate : relative('', candidate);
      }
      if (!(await isTaken(candidate))) refuse(problem); // otherwise another process was faster
    }
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * The absolute path, with a last name that a number can be added to; `runs/a/`, `.` and `..` have none. @throws
 * FileError if there is no such name, or it is that of a file or a device
 */
async function wholePath(path: string, expected: string): Promise<string> {
  const whole = resolve(path);
  if (path === '' || whole === dirname(whole))
    throw new FileError(path, expected, path === '' ? 'an empty path' : 'a root folder');
  const found = await stat(whole).catch(() => null);
  if (found && !found.isDirectory()) throw new FileError(path, expected, 'something else in its place');
  return whole;
}

const isTaken = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
