import type { Backend, DeferredObserver } from './backend.js';
import { mapKernels } from './mapKernels.js';
import { DisposedBackendError } from '../errors.js';

/**
 * The same backend with the rules of `dispose()` that all backends share. The first call of `dispose()` calls that of `backend` and drops the
 * reference to `backend`. Later calls do nothing. Every later use fails with a `DisposedBackendError`, but tensors can still be freed. Every backend
 * is made by this function.
 */
export function disposable<B extends Backend>(backend: B): B {
  const { name } = backend;
  let current: B | null = backend;
  const live = (): B => {
    if (current) return current;
    throw new DisposedBackendError(name);
  };
  // Kernels are looked up at each call. Captured kernels would keep the memory of a disposed backend alive.
  const kernels = mapKernels(backend.kernels, (_, name) => (call) => live().kernels[name](call));
  const readsAtOnce = backend.readSync !== undefined;
  const defers = backend.observeDeferred !== undefined;
  return {
    ...backend,
    kernels,
    write: (...args) => live().write(...args),
    read: (...args) => (current ? current.read(...args) : Promise.reject(new DisposedBackendError(name))),
    ...(readsAtOnce && { readSync: (...args: Parameters<Backend['read']>) => live().readSync!(...args) }),
    ...(defers && { observeDeferred: (observer: DeferredObserver | null) => current?.observeDeferred!(observer) }),
    free: (handle) => current?.free(handle),
    memory: () => current?.memory() ?? { tensors: 0, bytes: 0, peakBytes: 0 },
    resetPeak: () => current?.resetPeak(),
    dispose: () => {
      const ended = current;
      current = null;
      ended?.dispose();
    },
  };
}
