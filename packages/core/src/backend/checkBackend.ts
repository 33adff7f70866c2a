import { BackendError } from '../errors.js';
import { formatValue } from '../formatValue.js';
import type { Backend } from './backend.js';

/** Checks that `backend` is a backend. @throws BackendError */
export function checkBackend(who: string, backend: Backend): Backend {
  const { kernels, write, dtypes } = (backend as Partial<Backend> | null | undefined) ?? {};
  if (typeof kernels === 'object' && typeof write === 'function' && Array.isArray(dtypes)) return backend;
  const received = backend instanceof Promise ? 'a Promise of one, which is to be awaited' : formatValue(backend);
  throw new BackendError(who, 'a backend such as cpu(), wasm() or await gpu()', received);
}
