import type { Backend, DeferredObserver } from './backend.js';
import { mapKernels } from './mapKernels.js';
import { DisposedBackendError } from '../errors.js';

/**
 * A backend that refuses every use after `dispose()` and holds nothing of `backend` from then on, whose own `dispose` is called once. Every backend
 * is made by it, so that all follow one rule.
 */
export function disposable<B extends Backend>(backend: B): B {
  const { name } = backend;
  let living: B | null = backend;
  const live = (): B => {
    if (living) return living;
    throw new DisposedBackendError(name);
  };
  // Kernels are looked up at each call: captured ones would hold the memory of a backend that is disposed.
  const kernels = mapKernels(backend.kernels, (_, name) => (call) => live().kernels[name](call));
  const readsAtOnce = backend.readSync !== undefined;
  const defers = backend.observeDeferred !== undefined;
  return {
    ...backend,
    kernels,
    write: (...given) => live().write(...given),
    read: (...given) => (living ? living.read(...given) : Promise.reject(new DisposedBackendError(name))),
    ...(readsAtOnce && { readSync: (...given: Parameters<Backend['read']>) => live().readSync!(...given) }),
    ...(defers && { observeDeferred: (observer: DeferredObserver | null) => living?.observeDeferred!(observer) }),
    free: (handle) => living?.free(handle),
    memory: () => living?.memory() ?? { tensors: 0, bytes: 0, peakBytes: 0 },
    resetPeak: () => living?.resetPeak(),
    dispose: () => {
      const ended = living;
      living = null;
      ended?.dispose();
    },
  };
}
