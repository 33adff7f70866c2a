import { setTimeout } from 'node:timers/promises';
import type { FileSystem } from '../fileSystem.js';
import { LockError, takeLock, type Lock } from './lock.js';

/** The time between two attempts, in milliseconds. */
const interval = 500;

/**
 * Takes a lock. Waits while another process on this host holds it.
 *
 * @param onWait called once before waiting, with an error that names the holder
 * @throws LockError if a process on another host holds it, FileError
 */
export async function waitForLock(path: string, files: FileSystem, onWait: (error: LockError) => void): Promise<Lock> {
  for (let first = true; ; first = false) {
    try {
      return await takeLock(path, files);
    } catch (error) {
      if (!(error instanceof LockError && error.held)) throw error;
      if (first) onWait(error);
    }
    await setTimeout(interval);
  }
}
