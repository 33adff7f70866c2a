import { refusePromise } from './refusePromise.js';
import { Tensor } from './tensor.js';

/** The tensors made since each open scope began, outermost scope first. */
const scopes: Set<Tensor>[] = [];

/** Enters a new tensor into the scope it is made in, if there is one. */
export function enter(tensor: Tensor): Tensor {
  scopes.at(-1)?.add(tensor);
  return tensor;
}

/** Takes a tensor, its gradient and the presynaptic activity that travels with it out of every scope: its holder frees them. */
export function keep<T extends Tensor>(tensor: T): T {
  for (const each of [tensor, tensor.grad, tensor.presynaptic])
    for (const scope of scopes) if (each) scope.delete(each);
  return tensor;
}

/** Moves `tensor` to where `owner` lives, so that a gradient lives as long as its leaf. */
export function moveBeside(owner: Tensor, tensor: Tensor): Tensor {
  keep(tensor);
  scopes.findLast((scope) => scope.has(owner))?.add(tensor);
  return tensor;
}

/**
 * Runs `body` and frees every tensor made in it but those it returns (alone, or anywhere in arrays, maps and plain objects),
 * those handed to `keep`, and the gradients of leaves that live on. Nothing else has to be disposed by hand.
 *
 * @example
 * const norm = scope(() => x.mul(x).sum().sqrt()); // the square and the sum are gone, the root is kept
 * @throws ValueError for a body that returns a promise
 */
export function scope<R>(body: () => R): R {
  scopes.push(new Set());
  const returned = new Set<unknown>();
  try {
    const result = refusePromise('scope', body(), 'read values outside the scope');
    collect(result, returned);
    return result;
  } catch (error) {
    returned.clear();
    throw error;
  } finally {
    close(returned);
  }
}

function close(returned: ReadonlySet<unknown>): void {
  for (const tensor of scopes.pop()!) {
    if (returned.has(tensor)) enter(tensor);
    else tensor.dispose();
  }
}

/** Finds tensors in a value and in its arrays, maps and plain objects; what was visited stays in `found`. */
function collect(value: unknown, found: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || found.has(value)) return;
  found.add(value);
  if (value instanceof Tensor) for (const each of [value.grad, value.presynaptic]) collect(each, found);
  else if (Array.isArray(value)) value.forEach((entry) => collect(entry, found));
  else if (value instanceof Map) for (const entry of value.values()) collect(entry, found);
  else if ([Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) {
    Object.values(value).forEach((entry) => collect(entry, found));
  }
}
