import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asFileError, codeOf } from './fileError.js';

/** Makes `path`, or `path-2`, `path-3` … when it is taken. */
export async function makeFree(path: string): Promise<string> {
  const refuse = asFileError(path, 'a folder to write a run into');
  await mkdir(dirname(path), { recursive: true }).catch(refuse);
  for (let place = 1; ; place++) {
    const candidate = place === 1 ? path : `${path}-${place}`;
    const problem = await mkdir(candidate).then(
      () => null,
      (error: unknown) => error,
    );
    if (problem === null) return candidate;
    if (codeOf(problem) !== 'EEXIST') refuse(problem);
  }
}
