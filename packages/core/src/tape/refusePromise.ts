import { ValueError } from '../errors.js';

/**
 * Returns what a function returned, unless it is a promise: the function would continue after `who` has ended.
 *
 * @param advice what to do instead
 * @throws ValueError for a promise
 */
export function refusePromise<R>(who: string, result: R, advice: string): R {
  const { then } = (result ?? {}) as { readonly then?: unknown };
  if (typeof then !== 'function') return result;
  // What the function does later may fail because `who` has ended. The error below is the useful one.
  (result as PromiseLike<unknown>).then(undefined, () => undefined);
  throw new ValueError(who, 'a synchronous function', `a promise: ${advice}`);
}
