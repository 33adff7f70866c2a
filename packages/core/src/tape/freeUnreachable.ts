import type { Backend } from '../backend/backend.js';
import { eventLoopTurn } from '../eventLoop.js';

/**
 * Growth of the live bytes after which a read gives finalizers a turn. With 64 MiB, a loop that makes 8 MB of unreachable tensors
 * at each read held 280–420 MB at most (Node 20, 22 and 26), and a turn with its garbage collection took 4–6 ms.
 */
const mark = 64 * 2 ** 20;

/** Live bytes of each backend after its last turn, or the least since. */
const settled = new WeakMap<Backend, number>();

/**
 * Whether tensors that nobody can reach may have piled up: what `freeUnreachable` is for. Tensors that were freed are no growth, so a loop whose
 * steps have scopes never needs it.
 */
export function hasGrown(backend: Backend): boolean {
  const { bytes } = backend.memory();
  const least = settled.get(backend) ?? 0;
  if (bytes < least) settled.set(backend, bytes);
  return bytes > least + mark;
}

/** The largest hint to the collector, in bytes: a few arrays of that size make it run in any case. */
const largestHint = 2 ** 28;

/**
 * Waits one turn of the event loop, in which tensors that nobody can reach any more are freed. Reads do it by themselves where live tensors
 * have grown; call it in a long loop that reads nothing. The collector knows nothing of memory outside its heap and sees a few bytes a
 * tensor; an array as large as the growth, which nobody writes to, tells it how much there is to gain.
 *
 * @example
 * for (const batch of many) {
 *   learn(batch);
 *   await freeUnreachable(backend);
 * }
 */
export async function freeUnreachable(backend: Backend): Promise<void> {
  const growth = backend.memory().bytes - (settled.get(backend) ?? 0);
  settled.set(backend, backend.memory().bytes); // at once: reads that come before the turn need none of their own
  if (growth > 0) hint(Math.min(growth, largestHint));
  await eventLoopTurn();
  settled.set(backend, backend.memory().bytes);
}

function hint(bytes: number): void {
  try {
    new ArrayBuffer(bytes);
  } catch {
    // No room for the hint: the collector ran before the allocation failed.
  }
}
