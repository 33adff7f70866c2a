/** What a kernel that interprets formulas can do, in the order of its numbers. A kernel set has all of them or does not interpret. */
export const operations = [
  ...['copy', 'add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'neg', 'abs', 'sign', 'relu'],
  ...['sqrt', 'reciprocal', 'reciprocalSqrt', 'exp', 'tanh', 'sigmoid'],
  ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'where'],
] as const;

export type Operation = (typeof operations)[number];
