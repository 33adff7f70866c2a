import { ValueError } from '../errors.js';
import { Tensor } from './tensor.js';

/** The tensors made since a scope began, innermost scope first. */
const scopes: Set<Tensor>[] = [];

/** Enters a new tensor into the scope it is made in, if there is one. */
export function enter(tensor: Tensor): Tensor {
  scopes.at(-1)?.add(tensor);
  return tensor;
}

/** Takes a tensor out of every scope: its holder frees it. */
export function keep<T extends Tensor>(tensor: T): T {
  for (const scope of scopes) scope.delete(tensor);
  return tensor;
}

/**
 * Runs `body` and frees every tensor made in it but those it returns (alone, or anywhere in arrays and plain objects), those
 * handed to `keep`, and gradients. Nothing else has to be disposed by hand.
 *
 * @example
 * const norm = scope(() => x.mul(x).sum().sqrt()); // the square and the sum are gone, the root is kept
 */
export function scope<R>(body: () => R): R {
  scopes.push(new Set());
  let result: R;
  try {
    result = body();
    if (result instanceof Promise) {
      throw new ValueError('scope', 'a body that returns when it is done', 'a promise: read values outside the scope');
    }
  } catch (error) {
    close(new Set());
    throw error;
  }
  const returned = new Set<Tensor>();
  collect(result, returned);
  close(returned);
  return result;
}

function close(returned: ReadonlySet<Tensor>): void {
  for (const tensor of scopes.pop()!) {
    if (returned.has(tensor)) enter(tensor);
    else tensor.dispose();
  }
}

/** Finds tensors in a value and in its arrays, maps and plain objects. */
function collect(value: unknown, found: Set<Tensor>): void {
  if (value instanceof Tensor) found.add(value);
  else if (Array.isArray(value)) value.forEach((entry) => collect(entry, found));
  else if (value instanceof Map) for (const entry of value.values()) collect(entry, found);
  else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    Object.values(value).forEach((entry) => collect(entry, found));
  }
}
