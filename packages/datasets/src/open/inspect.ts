import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chunksOfRegular } from '@spikegrad/data';
import { codeOf, sumOfPieces } from '@spikegrad/files';
import { bytesOf, type DataSet, type PublishedSet, type SetFile } from '../sets/published.js';
import { SetError } from '../sets/setError.js';

/** The state of one file of a set. */
export interface InspectedFile {
  readonly file: SetFile;
  readonly state: 'right' | 'absent' | 'wrong';
  /** What was found, as text. */
  readonly found: string;
}

/** The state of a set in its folder. */
export interface Inspection {
  readonly state: 'complete' | 'partial' | 'absent' | 'damaged';
  readonly files: readonly InspectedFile[];
  /** Bytes of the correct files. */
  readonly bytes: number;
  /** Something else in the folder that is easily confused with the set. */
  readonly lookalike: string | null;
}

/** @see inspect */
export interface InspectOptions {
  /** Whether to compare the SHA-256 of every file, or only its size. */
  readonly sums: boolean;
  /** Called with the number of hashed bytes so far. */
  readonly done?: (bytes: number) => void;
}

/** Compares the files in `folder` with the published ones. @throws SetError if the system denies access */
export async function inspect(set: PublishedSet, folder: string, { sums, done }: InspectOptions): Promise<Inspection> {
  const files: InspectedFile[] = [];
  let before = 0;
  for (const file of set.files) {
    files.push(await inspectFile(file, join(folder, file.name), sums, (bytes) => done?.(before + bytes)));
    before += file.bytes;
  }
  const right = files.filter(({ state }) => state === 'right');
  const absent = files.filter(({ state }) => state === 'absent');
  const state =
    right.length === files.length
      ? 'complete'
      : absent.length === files.length
        ? 'absent'
        : absent.length + right.length === files.length
          ? 'partial'
          : 'damaged';
  return { state, files, bytes: bytesOf(right.map(({ file }) => file)), lookalike: await lookalikeIn(set, folder) };
}

async function inspectFile(
  file: SetFile,
  path: string,
  sums: boolean,
  done: (bytes: number) => void,
): Promise<InspectedFile> {
  const found = await sizeOf(path);
  if (found === null) return { file, state: 'absent', found: 'no file' };
  if (found !== file.bytes) return { file, state: 'wrong', found: `${found} bytes` };
  if (!sums) return { file, state: 'right', found: `${found} bytes` };
  const sum = await sumOfPieces(chunksOfRegular(path, 'a file of a set'), done).catch((error: unknown) =>
    refuse(path, error),
  );
  return { file, state: sum === file.sha256 ? 'right' : 'wrong', found: `SHA-256 ${sum}` };
}

/** Bytes of a regular file, `null` for none. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch (error) {
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? null : refuse(path, error);
  }
}

/** The names in a folder; empty if there is no folder. */
export const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((error: unknown) => (codeOf(error) === 'ENOENT' ? [] : refuse(folder, error)));

/** What a folder contains instead of a set, judged by names. */
export async function lookalikeIn({ lookalikes }: DataSet, folder: string): Promise<string | null> {
  const names = await namesIn(folder);
  return lookalikes.find(({ sign }) => names.some((name) => sign.test(name)))?.name ?? null;
}

function refuse(path: string, error: unknown): never {
  throw new SetError(path, 'to be read', codeOf(error) ?? String(error), 'choose another folder with --dir or --from');
}
