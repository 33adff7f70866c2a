import { ValueError } from '../errors.js';

/**
 * Gives what a body returned, unless that is a promise: the body would go on after `who` has ended.
 *
 * @param advice what to do instead
 * @throws ValueError for a promise
 */
export function refusePromise<R>(who: string, result: R, advice: string): R {
  const { then } = (result ?? {}) as { readonly then?: unknown };
  if (typeof then !== 'function') return result;
  // What the body does later may fail because `who` has ended; the error below is the one to see.
  (result as PromiseLike<unknown>).then(undefined, () => undefined);
  throw new ValueError(who, 'a body that returns when it is done', `a promise: ${advice}`);
}
