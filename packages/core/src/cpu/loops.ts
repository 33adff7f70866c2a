import type { KernelPrimitive } from '../program/primitives.js';
import { erf } from './erf.js';

type Block = Float64Array;

/** Computes `n` elements of a block from up to three blocks. */
export type Loop = (y: Block, a: Block, b: Block, c: Block, n: number) => void;

/** One tight loop a primitive: a shared loop over a passed function would call it once an element. */
// One line each, so that they read as a table.
// prettier-ignore
export const loops: Record<KernelPrimitive, Loop> = {
  add: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i]! + b[i]!; },
  sub: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i]! - b[i]!; },
  mul: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i]! * b[i]!; },
  div: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i]! / b[i]!; },
  pow: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i]! ** b[i]!; },
  maximum: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = Math.max(a[i]!, b[i]!); },
  minimum: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = Math.min(a[i]!, b[i]!); },
  neg: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = -a[i]!; },
  abs: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = Math.abs(a[i]!); },
  sign: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = Math.sign(a[i]!); },
  exp: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = Math.exp(a[i]!); },
  log: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = Math.log(a[i]!); },
  log1p: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = Math.log1p(a[i]!); },
  sqrt: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = Math.sqrt(a[i]!); },
  tanh: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = Math.tanh(a[i]!); },
  sigmoid: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = 1 / (1 + Math.exp(-a[i]!)); },
  erf: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = erf(a[i]!); },
  relu: (y, a, _b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i]! < 0 ? 0 : a[i]!; },
  equal: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i] === b[i] ? 1 : 0; },
  notEqual: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i] !== b[i] ? 1 : 0; },
  less: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i]! < b[i]! ? 1 : 0; },
  lessEqual: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i]! <= b[i]! ? 1 : 0; },
  greater: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i]! > b[i]! ? 1 : 0; },
  greaterEqual: (y, a, b, _, n) => { for (let i = 0; i < n; i++) y[i] = a[i]! >= b[i]! ? 1 : 0; },
  where: (y, a, b, c, n) => { for (let i = 0; i < n; i++) y[i] = a[i] !== 0 ? b[i]! : c[i]!; },
};
