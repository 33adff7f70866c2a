/** Whether a value is an object of no class, as `{}` makes it. */
export const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
