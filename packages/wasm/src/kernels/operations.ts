/** The operations of the kernel `interpret`; the code of each is its index. A kernel set has all of them, or no `interpret`. */
export const operations = [
  ...['copy', 'add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'neg', 'abs', 'sign', 'relu'],
  ...['sqrt', 'reciprocal', 'reciprocalSqrt', 'exp', 'tanh', 'sigmoid'],
  ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'where'],
] as const;

/** The name of one of them. */
export type Operation = (typeof operations)[number];
