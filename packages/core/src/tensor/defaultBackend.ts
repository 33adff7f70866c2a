import type { Backend, MemoryReport } from '../backend/backend.js';
import { checkBackend } from '../backend/checkBackend.js';
import { cpu } from '../cpu/cpu.js';

let current: Backend = cpu();

/**
 * Sets the default backend of new tensors; `cpu` without a call. It is the only global of Spikegrad.
 *
 * @example
 * await use(cpu());
 * @throws BackendError for a value that is not a backend
 */
export async function use(backend: Backend | Promise<Backend>): Promise<Backend> {
  current = checkBackend('use', await backend);
  return current;
}

/** The backend that `use` chose. */
export const defaultBackend = (): Backend => current;

/** Live tensors, live bytes and peak bytes of the default backend; `resetPeak()` of a backend resets the peak. */
export const memory = (): MemoryReport => current.memory();
