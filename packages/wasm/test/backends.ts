import { backendOver } from '../src/backend.js';
import { Machine } from '../src/machine/machine.js';

/** Backends of one, two and three threads that share every job, however small. */
export const backendOf = (threads: number) => backendOver(new Machine(threads, { sharedFrom: 0 }));

export const threadCounts = [1, 2, 3];
