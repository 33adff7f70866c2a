import { FormatError, SpikegradError } from '@spikegrad/core';
import { checkRegular, readRegular } from './regularFile.js';

// `node:fs` is imported dynamically, because the other exports of this package run in browsers.

/** Bytes of a regular file. @param kind the expected content, for errors @throws FormatError */
export async function sizeOfFile(path: string, kind: string, most = Infinity): Promise<number> {
  const { stat } = await import('node:fs/promises');
  const found = await stat(path).catch((error: unknown) => refuseFile(path, kind, error));
  checkRegular(found, path, kind, most);
  return found.size;
}

/** The content of a file. Its size is checked before memory is allocated. @throws FormatError */
export const readEntireFile = (path: string, kind: string, most?: number): Promise<Uint8Array> =>
  readRegular(path, kind, most).catch((error: unknown) => refuseFile(path, kind, error));

/**
 * Whether a file is hidden: `.DS_Store`, or `._x.jpg`, which macOS puts beside `x.jpg`. Hidden files are never
 * samples.
 */
export const isHidden = (name: string): boolean => name.startsWith('.');

/** The names in a folder that are not hidden, sorted as strings are. @throws FormatError */
export async function namesInFolder(path: string, kind: string): Promise<readonly string[]> {
  const { readdir } = await import('node:fs/promises');
  const names = await readdir(path).catch((error: unknown) => refuseFile(path, kind, error));
  return names.filter((name) => !isHidden(name)).sort();
}

/** @throws FormatError for an error of the file system. @param kind the expected content */
export function refuseFile(path: string, kind: string, error: unknown): never {
  if (error instanceof SpikegradError) throw error;
  const code = error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : String(error);
  throw new FormatError(path, kind, code === 'ENOENT' ? 'no file (ENOENT)' : code);
}
