import type { Backend } from '../backend/backend.js';
import { eventLoopTurn } from '../eventLoop.js';

/**
 * Growth of the live bytes after which a read waits one turn of the event loop for finalizers. With 64 MiB, a loop that
 * makes 8 MB of unreachable tensors at each read held 280–420 MB at most (Node 20, 22 and 26), and a turn with its
 * garbage collection took 4–6 ms.
 */
const mark = 64 * 2 ** 20;

/** Live bytes of each backend after its last turn, or the minimum since then. */
const settled = new WeakMap<Backend, number>();

/**
 * Whether many unreachable tensors may exist, so that `freeUnreachable` is useful. Freed tensors do not count, so a
 * loop with a scope in each step never needs it.
 */
export function hasGrown(backend: Backend): boolean {
  const { bytes } = backend.memory();
  const least = settled.get(backend) ?? 0;
  if (bytes < least) settled.set(backend, bytes);
  return bytes > least + mark;
}

/** The largest hint to the garbage collector, in bytes. A few arrays of this size make it run in any case. */
const largestHint = 2 ** 28;

/**
 * Waits one turn of the event loop, in which unreachable tensors are freed. Reads do this by themselves if live tensors
 * have grown. Call it in a long loop that reads nothing. The garbage collector does not count memory outside its heap
 * and sees a few bytes per tensor. Therefore an unused array as large as the growth is allocated first, which makes the
 * collector run.
 *
 * @example
 * for (const batch of many) {
 *   learn(batch);
 *   await freeUnreachable(backend);
 * }
 */
export async function freeUnreachable(backend: Backend): Promise<void> {
  const growth = backend.memory().bytes - (settled.get(backend) ?? 0);
  settled.set(backend, backend.memory().bytes); // set before the wait: reads before that turn need no turn of their own
  if (growth > 0) hint(Math.min(growth, largestHint));
  await eventLoopTurn();
  settled.set(backend, backend.memory().bytes);
}

function hint(bytes: number): void {
  try {
    new ArrayBuffer(bytes);
  } catch {
    // No memory for the hint: the collector ran before the allocation failed.
  }
}
