import { FormatError } from '@spikegrad/core';

// `node:fs` is imported late throughout: the package's other exports run in browsers, which have no such module.

/** Bytes of a regular file. @param kind what is expected there, in words @throws FormatError */
export async function sizeOfFile(path: string, kind: string, most = Infinity): Promise<number> {
  const { stat } = await import('node:fs/promises');
  const found = await stat(path).catch((error: unknown) => refuseFile(path, kind, error));
  if (!found.isFile()) throw new FormatError(path, kind, found.isDirectory() ? 'a directory' : 'no regular file');
  if (found.size > most) throw new FormatError(path, `${kind} of at most ${most} bytes`, `${found.size} bytes`);
  return found.size;
}

/** The content of a file, looked at for its size before anything is made room for. @throws FormatError */
export async function readWhole(path: string, kind: string, most = Infinity): Promise<Uint8Array> {
  await sizeOfFile(path, kind, most);
  const { readFile } = await import('node:fs/promises');
  return readFile(path).catch((error: unknown) => refuseFile(path, kind, error));
}

/** The names in a folder, sorted as strings are. @throws FormatError */
export async function namesInFolder(path: string, kind: string): Promise<readonly string[]> {
  const { readdir } = await import('node:fs/promises');
  const names = await readdir(path).catch((error: unknown) => refuseFile(path, kind, error));
  return names.sort();
}

/** @throws FormatError for what the system says of a file. @param kind what was expected there, in words */
export function refuseFile(path: string, kind: string, error: unknown): never {
  const code = error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : String(error);
  throw new FormatError(path, kind, code === 'ENOENT' ? 'no file (ENOENT)' : code);
}
