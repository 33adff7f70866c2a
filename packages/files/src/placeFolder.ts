import { lstat, mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nameBeside } from './createBeside.js';
import { asFileError } from './fileError.js';
import type { FileSystem } from './fileSystem.js';
import { nodeFiles } from './nodeFiles.js';

/**
 * Makes a folder under `path`, or `path-2`, `path-3` … when it is taken. It takes its name once it is filled, so that a crash leaves a
 * folder with all its first files, or none under that name.
 *
 * @param fill writes the first files into the folder it is given
 * @returns the path of the folder
 * @throws FileError, and what `fill` throws
 */
export async function placeFolder(
  path: string,
  fill: (folder: string) => Promise<void>,
  files: FileSystem = nodeFiles,
): Promise<string> {
  const refuse = asFileError(path, 'a folder to write a run into');
  await mkdir(dirname(path), { recursive: true }).catch(refuse);
  const temporary = nameBeside(path);
  await files.makeFolder(temporary).catch(refuse);
  try {
    await fill(temporary);
    for (let place = 1; ; place++) {
      const candidate = place === 1 ? path : `${path}-${place}`;
      if (await isTaken(candidate)) continue;
      const problem = await files.rename(temporary, candidate).then(
        () => null,
        (error: unknown) => error,
      );
      if (problem === null) {
        await files.syncFolder(dirname(path)).catch(refuse);
        return candidate;
      }
      if (!(await isTaken(candidate))) refuse(problem); // otherwise another process was faster
    }
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

const isTaken = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
