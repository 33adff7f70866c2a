import { constants, type FileHandle, link, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { checkRegular, readRegular } from '@spikegrad/data';
import { codeOf } from './fileError.js';
import type { FileSystem, OpenFile } from './fileSystem.js';
import { writeAll } from './writeAll.js';

/** Node reads at most 2³¹ − 1 bytes per call. */
const longestWrite = 2 ** 30;

/**
 * Without O_NONBLOCK, opening a FIFO waits for another process. Without O_NOFOLLOW, a link leads to another file.
 * Windows has neither.
 */
const [noWaiting, noFollowing] = [constants.O_NONBLOCK ?? 0, constants.O_NOFOLLOW ?? 0];

/** Codes of a file system without hard links, such as exFAT. */
const withoutLinks: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** The file system of this machine. */
export const nodeFiles: FileSystem = {
  create: async (path) => openFile(await open(path, 'wx')),
  append: async (path) => {
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
    const handle = await open(path, flags | noWaiting | noFollowing);
    try {
      checkRegular(await handle.stat(), path, 'a file to append to');
      return openFile(handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  },
  rename,
  link: (path, name) =>
    link(path, name).catch((error: unknown) => {
      if (!withoutLinks.includes(codeOf(error)!)) throw error;
      return copy(path, name);
    }),
  remove: unlink,
  makeFolder: async (path) => void (await mkdir(path)),
  read: (path) => readRegular(path, 'a file'),
  list: (path) => readdir(path),
  syncFolder: async (path) => {
    // Windows cannot open a folder, and its journal keeps names.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

/** Copies a file to an unused name. */
async function copy(path: string, name: string): Promise<void> {
  const file = openFile(await open(name, 'wx'));
  try {
    await writeAll(file, await readRegular(path, 'a file'));
  } finally {
    await file.close();
  }
}

function openFile(handle: FileHandle): OpenFile {
  return {
    write: async (bytes) => (await handle.write(bytes.subarray(0, longestWrite))).bytesWritten,
    read: async (position, length) => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    },
    size: async () => (await handle.stat()).size,
    truncate: (length) => handle.truncate(length),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}
