import { setTimeout } from 'node:timers/promises';
import type { FileSystem } from '../fileSystem.js';
import { LockError, takeLock, type Lock } from './lock.js';

/** How often a lock is looked at, in milliseconds. */
const interval = 500;

/**
 * Takes a lock as soon as no other process on this host holds it.
 *
 * @param held called once, with what holds it, before it waits
 * @throws LockError where a process on another host holds it, FileError
 */
export async function waitForLock(path: string, files: FileSystem, held: (error: LockError) => void): Promise<Lock> {
  for (let first = true; ; first = false) {
    try {
      return await takeLock(path, files);
    } catch (error) {
      if (!(error instanceof LockError && error.held)) throw error;
      if (first) held(error);
    }
    await setTimeout(interval);
  }
}
