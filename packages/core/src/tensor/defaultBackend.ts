import type { Backend, MemoryReport } from '../backend/backend.js';
import { checkBackend } from '../backend/checkBackend.js';
import { cpu } from '../cpu/cpu.js';

let current: Backend = cpu();

/**
 * Chooses the backend that new tensors live on when none is named; `cpu` until then. The one global of Spikegrad.
 *
 * @example
 * await use(cpu());
 * @throws BackendError for anything else
 */
export async function use(backend: Backend | Promise<Backend>): Promise<Backend> {
  current = checkBackend('use', await backend);
  return current;
}

/** The backend that `use` chose. */
export const defaultBackend = (): Backend => current;

/** Live tensors, live and peak bytes of the default backend; `resetPeak` of a backend begins a new peak. */
export const memory = (): MemoryReport => current.memory();
