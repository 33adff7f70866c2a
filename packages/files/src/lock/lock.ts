import { hostname } from 'node:os';
import { SpikegradError } from '@spikegrad/core';
import { createBeside, fill } from '../createBeside.js';
import { asFileError, codeOf, FileError } from '../fileError.js';
import type { FileSystem } from '../fileSystem.js';
import { type Holder, holderOf, textOf } from './holder.js';
import { hasEnded, isThis, thisProcess, type ProcessIdentity } from './processIdentity.js';
import { writeAll } from '../writeAll.js';

/** A lock that another process holds, or may hold; the message has advice. */
export class LockError extends SpikegradError {
  /** Whether the holder runs on this host, so that waiting for it can succeed. */
  readonly held: boolean;

  constructor(path: string, expected: string, received: string, held = false) {
    super(path, expected, received);
    this.held = held;
  }
}

/** A lock of this process, held until it is released or the process ends. */
export interface Lock {
  /** Removes the lock file. @throws FileError */
  release(): Promise<void>;
}

/**
 * Takes a lock: a file with the process that may write. The lock of a process of this host that has ended is
 * replaced. If two processes do so at the same time, one of them gets the lock.
 *
 * @param path the lock file
 * @param me @defaultValue this process
 * @throws LockError if another process holds it, or may hold it on another host; FileError
 */
export async function takeLock(path: string, files: FileSystem, me?: ProcessIdentity): Promise<Lock> {
  const own: Holder = { ...(me ?? (await thisProcess())), since: new Date().toISOString() };
  const text = `${JSON.stringify(own)}\n`;
  for (;;) {
    const found = await textOf(path, files);
    if (found !== null) await expectEnded(path, found);
    if (!(await (found === null ? create(path, text, files) : takeOver(path, found, text, files, own)))) continue;
    // A process that was killed while it replaced the lock may have left its second lock, which this process can
    // remove.
    await files.remove(guardOf(path)).catch(() => undefined);
    return { release: () => release(path, text, files) };
  }
}

/** The path of the second lock, which a process holds while it replaces the lock of one that has ended. */
const guardOf = (path: string): string => `${path}.takeover`;

/** Creates the lock file atomically. @returns whether this process was the first */
async function create(path: string, text: string, files: FileSystem): Promise<boolean> {
  const temporary = await write(path, text, files);
  try {
    await files.link(temporary, path);
    return true;
  } catch (cause) {
    // EEXIST: another process was first. ENOENT: the holder has removed all temporary files.
    if (!['EEXIST', 'ENOENT'].includes(codeOf(cause)!)) throw new FileError(path, 'to lock a folder', cause);
    return false;
  } finally {
    await files.remove(temporary).catch(() => undefined);
  }
}

/**
 * Replaces the lock of a process that has ended. It holds the second lock meanwhile and reads the first one again, so
 * that the lock of a running process is never replaced. @returns whether the lock had not changed
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
    // The process that got the first lock has already removed this second one.
    if (codeOf(cause) !== 'ENOENT') throw new FileError(path, 'to release a lock', cause);
  });
}

/** @throws LockError unless the process of a lock has ended */
async function expectEnded(path: string, text: string): Promise<void> {
  const expected = 'that no other process writes into this folder';
  const holder = holderOf(text);
  if (holder === null) {
    throw new LockError(
      path,
      expected,
      'a lock that cannot be read; remove the file when no process writes into the folder',
    );
  }
  if (await hasEnded(holder)) return;
  const { host, pid, since } = holder;
  const received = `process ${pid} on host ${host}, since ${since}`;
  if (host !== hostname()) {
    const other = `host ${hostname()} cannot check whether it still runs; if it has ended, remove the file`;
    throw new LockError(path, expected, `${received}; ${other}`);
  }
  const itself = (await isThis(holder)) ? ', which is this process' : '';
  throw new LockError(path, expected, `${received}${itself}; wait for it, or end it`, true);
}
