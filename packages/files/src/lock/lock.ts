import { hostname } from 'node:os';
import { SpikegradError } from '@spikegrad/core';
import { createBeside, fill } from '../createBeside.js';
import { asFileError, codeOf, FileError } from '../fileError.js';
import type { FileSystem } from '../fileSystem.js';
import { type Holder, holderOf, textOf } from './holder.js';
import { hasEnded, isThis, thisProcess, type ProcessIdentity } from './processIdentity.js';
import { writeAll } from '../writeAll.js';

/** A lock that another process holds, or may hold; the message says what to do. */
export class LockError extends SpikegradError {
  /** Whether the holder is known to run on this host, so that waiting for it makes sense. */
  readonly held: boolean;

  constructor(path: string, expected: string, received: string, held = false) {
    super(path, expected, received);
    this.held = held;
  }
}

/** A lock that this process holds, until it releases it or ends. */
export interface Lock {
  /** Removes the lock file. @throws FileError */
  release(): Promise<void>;
}

/**
 * Takes a lock: a file that names the one process that may write. The lock of a process that ran on this host and has ended is replaced; if two
 * processes do so at the same time, one gets the lock.
 *
 * @param path of the lock file
 * @param me @defaultValue this process
 * @throws LockError where another process holds it, or one on another host; FileError
 */
export async function takeLock(path: string, files: FileSystem, me?: ProcessIdentity): Promise<Lock> {
  const own: Holder = { ...(me ?? (await thisProcess())), since: new Date().toISOString() };
  const text = `${JSON.stringify(own)}\n`;
  for (;;) {
    const found = await textOf(path, files);
    if (found !== null) await expectEnded(path, found);
    if (!(await (found === null ? create(path, text, files) : takeOver(path, found, text, files, own)))) continue;
    // A process that was killed while it took the lock over has left its guard, which is not needed while this process runs.
    await files.remove(guardOf(path)).catch(() => undefined);
    return { release: () => release(path, text, files) };
  }
}

/** The path of a second lock, which a process holds while it replaces the lock of one that has ended. */
const guardOf = (path: string): string => `${path}.takeover`;

/** Creates the lock file, complete at once. @returns whether it was the first to do so */
async function create(path: string, text: string, files: FileSystem): Promise<boolean> {
  const temporary = await write(path, text, files);
  try {
    await files.link(temporary, path);
    return true;
  } catch (cause) {
    // EEXIST: another process was first. ENOENT: the holder has cleared away all temporary files.
    if (!['EEXIST', 'ENOENT'].includes(codeOf(cause)!)) throw new FileError(path, 'to lock a folder', cause);
    return false;
  } finally {
    await files.remove(temporary).catch(() => undefined);
  }
}

/**
 * Replaces the lock of a process that has ended. It holds a second lock meanwhile and reads the first again, so that the lock of a running process
 * is never replaced. @returns whether the lock was still that one
 */
async function takeOver(
  path: string,
  found: string,
  text: string,
  files: FileSystem,
  own: ProcessIdentity,
): Promise<boolean> {
  const guard = await takeLock(guardOf(path), files, own);
  try {
    if ((await textOf(path, files)) !== found) return false;
    await files.rename(await write(path, text, files), path).catch(asFileError(path, 'to lock a folder'));
    return true;
  } finally {
    await guard.release();
  }
}

/** Writes a file beside the lock. @returns its path */
async function write(path: string, text: string, files: FileSystem): Promise<string> {
  const expected = 'to lock a folder';
  const [temporary, file] = await createBeside(path, expected, files);
  await fill(file, () => writeAll(file, new TextEncoder().encode(text))).catch(async (cause: unknown) => {
    await files.remove(temporary).catch(() => undefined);
    throw new FileError(path, expected, cause);
  });
  return temporary;
}

async function release(path: string, text: string, files: FileSystem): Promise<void> {
  if ((await textOf(path, files)) !== text) return;
  await files.remove(path).catch((cause: unknown) => {
    // The process that got the first lock has removed this second one already.
    if (codeOf(cause) !== 'ENOENT') throw new FileError(path, 'to release a lock', cause);
  });
}

/** @throws LockError unless the process that a lock names has ended */
async function expectEnded(path: string, text: string): Promise<void> {
  const expected = 'that no other process writes into this folder';
  const holder = holderOf(text);
  if (holder === null) {
    throw new LockError(path, expected, 'a lock that cannot be read; remove the file once no process writes there');
  }
  if (await hasEnded(holder)) return;
  const { host, pid, since } = holder;
  const received = `process ${pid} on host ${host}, since ${since}`;
  if (host !== hostname()) {
    const other = `whether it still runs is not known on host ${hostname()}; if it has ended, remove the file`;
    throw new LockError(path, expected, `${received}; ${other}`);
  }
  const itself = (await isThis(holder)) ? ', which is this one' : '';
  throw new LockError(path, expected, `${received}${itself}; wait for it or end it`, true);
}
