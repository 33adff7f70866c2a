import { lstat, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { nameBeside } from './createBeside.js';
import { asFileError, FileError } from './fileError.js';
import type { FileSystem } from './fileSystem.js';
import { makingError } from './makingError.js';
import { nodeFiles } from './nodeFiles.js';

/**
 * Makes a folder under `path`, or `path-2`, `path-3` … when a folder is there. It takes its name once it is filled, so that a crash leaves
 * a folder with all its first files, or none under that name.
 *
 * @param fill writes the first files into the folder it is given
 * @returns the path of the folder, absolute where `path` is
 * @throws FileError, also for a path at which something else lies, and what `fill` throws
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
 * The absolute path, to whose last name a number can be added: `runs/a/`, `.` and `..` have none. @throws FileError where there is no such
 * name, and where a file or a device has it
 */
async function wholePath(path: string, expected: string): Promise<string> {
  const whole = resolve(path);
  if (path === '' || whole === dirname(whole))
    throw new FileError(path, expected, path === '' ? 'an empty path' : 'a root');
  const found = await stat(whole).catch(() => null);
  if (found && !found.isDirectory()) throw new FileError(path, expected, 'something else in its place');
  return whole;
}

const isTaken = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
