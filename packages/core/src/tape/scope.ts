import { refusePromise } from './refusePromise.js';
import { Tensor, type Scope } from './tensor.js';

/** Open scopes, outermost first. Each is the set of tensors that were made in it. */
const scopes: Scope[] = [];

/** Adds a tensor to the current scope, if there is one. */
export function enter(tensor: Tensor): Tensor {
  return moveInto(tensor, scopes.at(-1) ?? null);
}

function moveInto(tensor: Tensor, scope: Scope | null): Tensor {
  tensor.scope = scope;
  if (scope) scope.tensors.push(tensor);
  else tensor.watch();
  return tensor;
}

/** Removes a tensor from its scope, so that the scope does not keep it alive. */
function leave(tensor: Tensor): void {
  const tensors = tensor.scope?.tensors;
  // The search begins at the end: most tensors that leave a scope are recent.
  tensors?.splice(tensors.lastIndexOf(tensor), 1);
  tensor.scope = null;
}

/** Removes a tensor, its gradient and its presynaptic activity from every scope. Afterwards the caller frees them. */
export function keep<T extends Tensor>(tensor: T): T {
  for (const each of [tensor, tensor.grad, tensor.presynaptic]) if (each) moveTo(each, null);
  return tensor;
}

/** Moves `tensor` to the scope of `owner`, so that a gradient lives as long as its leaf. */
export const moveBeside = (owner: Tensor, tensor: Tensor): Tensor => moveTo(tensor, owner.scope);

function moveTo(tensor: Tensor, scope: Scope | null): Tensor {
  if (tensor.scope === scope) return tensor;
  leave(tensor);
  return moveInto(tensor, scope);
}

/**
 * Runs `body` and frees every tensor made in it, except those that it returns (alone, or anywhere in arrays, maps and
 * plain objects), those passed to `keep`, and the gradients of leaves from outside. Nothing else has to be disposed by
 * hand.
 *
 * @example
 * const norm = scope(() => x.mul(x).sum().sqrt()); // the square and the sum are freed, the root is kept
 * @throws ValueError for a function that returns a promise
 */
export function scope<R>(body: () => R): R {
  const own: Scope = { tensors: [] };
  scopes.push(own);
  try {
    const result = refusePromise('scope', body(), 'read values outside the scope');
    for (const tensor of tensorsIn(result)) if (tensor.scope === own) moveInto(tensor, scopes.at(-2) ?? null);
    return result;
  } finally {
    scopes.pop();
    for (const tensor of own.tensors) if (tensor.scope === own) tensor.dispose();
  }
}

/** The tensors in a value and in its arrays, maps and plain objects. */
function tensorsIn(value: unknown): readonly Tensor[] {
  if (value instanceof Tensor && !value.grad && !value.presynaptic) return [value];
  const found = new Set<unknown>();
  collect(value, found);
  return [...found].filter((each) => each instanceof Tensor);
}

/** Finds the tensors in a value and in its arrays, maps and plain objects. `found` has everything that was visited. */
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
