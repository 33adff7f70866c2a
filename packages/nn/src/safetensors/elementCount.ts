/** The product of a shape, 1 for a scalar; `undefined` where it, or a product of its first lengths, is larger than 2⁵³ − 1. */
export function elementCount(shape: readonly number[]): number | undefined {
  let count = 1;
  for (const length of shape) {
    count *= length;
    if (!Number.isSafeInteger(count)) return undefined;
  }
  return count;
}

/** Whether a number can be a length or an offset: a safe integer of at least 0. */
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0);
