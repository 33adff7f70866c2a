import { FormatError } from '@spikegrad/core';

// `node:fs` is imported dynamically, because the other exports of this package run in browsers.

/** A regular file that is open for reading. Its opener closes it. */
export interface RegularFile {
  /** Bytes when it was opened. */
  readonly size: number;
  /** Bytes from `position` on, fewer than `length` where the file ends. */
  read(position: number, length: number): Promise<Uint8Array>;
  /** The bytes before `end`, in pieces. @param end @defaultValue the end of the file */
  chunks(end?: number): AsyncIterable<Uint8Array>;
  /** The complete content. */
  readAll(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The part of Node's `Stats` that is used. */
export interface FileStats {
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/** The part of Node's `FileHandle` that is used. */
interface Handle {
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  readFile(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Bytes per read. */
const pieceBytes = 2 ** 20;

/** Maximum bytes that Node reads into one array. */
const mostAtOnce = 2 ** 31 - 1;

/**
 * Opens a regular file for reading. Anything else fails: a device may have no end, and a FIFO or a socket may block
 * forever. Every package opens files through this function. Node only.
 *
 * @param kind the expected content, for errors: `a config`
 * @param most maximum length of the file, in bytes. @defaultValue no limit
 * @throws FormatError for anything but a regular file, and for a longer one
 * @throws the error of the system, with its `code`, if the file cannot be opened
 */
export async function openRegular(path: string, kind: string, most = Infinity): Promise<RegularFile> {
  const { constants, open } = await import('node:fs/promises');
  // Without O_NONBLOCK the call waits until a process writes into a FIFO. Windows has neither.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    if ((error as { readonly code?: unknown }).code !== 'ENXIO') throw error;
    throw new FormatError(path, kind, 'a socket, or a device that is not there');
  });
  try {
    const stats = await handle.stat();
    checkRegular(stats, path, kind, most);
    return regular(handle, stats.size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * The content of a regular file of at most 2 GiB. Node only.
 *
 * @param most maximum length of the file, in bytes. @defaultValue 2³¹ − 1
 * @throws as `openRegular` does
 */
export async function readRegular(path: string, kind: string, most = mostAtOnce): Promise<Uint8Array> {
  const file = await openRegular(path, kind, most);
  try {
    return await file.readAll();
  } finally {
    await file.close();
  }
}

/** The content of a regular file in pieces. The file is closed at its end. Node only. @throws as `openRegular` does */
export async function* chunksOfRegular(
  path: string,
  kind: string,
  end?: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await openRegular(path, kind);
  try {
    yield* file.chunks(end);
  } finally {
    await file.close();
  }
}

/** @throws FormatError unless it is a regular file of at most `most` bytes */
export function checkRegular(stats: FileStats, path: string, kind: string, most = Infinity): void {
  if (!stats.isFile()) throw new FormatError(path, kind, kindOf(stats));
  if (stats.size > most) throw new FormatError(path, `${kind} of at most ${most} bytes`, `${stats.size} bytes`);
}

/** The kind of a file, as text: `a FIFO`. */
export function kindOf(stats: FileStats): string {
  if (stats.isFile()) return 'a file';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a FIFO';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

const regular = (handle: Handle, size: number): RegularFile => ({
  size,
  async read(position, length) {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await handle.read(bytes, 0, length, position);
    return bytes.subarray(0, bytesRead);
  },
  async *chunks(end = Infinity) {
    for (let at = 0; at < end;) {
      const piece = await this.read(at, Math.min(pieceBytes, end - at));
      if (piece.length === 0) return;
      yield piece;
      at += piece.length;
    }
  },
  readAll: () => handle.readFile(),
  close: () => handle.close(),
});
