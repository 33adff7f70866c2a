import type { KernelPrimitive } from '../../program/primitiveName.js';
import { erf } from './erf.js';
import { pow } from './pow.js';

/**
 * Computes `n` elements of a primitive: `m[y + i] = f(m[a + i], m[b + i], m[c + i])`. Operands and result are blocks of one array `m`, given by
 * their first index; `m[0]` is 0.
 */
type Loop = (m: Float64Array, y: number, a: number, b: number, c: number, n: number) => void;

/**
 * One loop for each primitive, since a common loop would call a function for each element. Where a result is one of two
 * elements, its index is computed instead of branching: with random signs half of the branches are mispredicted (13–17
 * ns per element instead of 2–5).
 */
// One line each, so that they read as a table.
// prettier-ignore
export const loops: Record<KernelPrimitive, Loop> = {
  add: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = m[a + i]! + m[b + i]!; },
  sub: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = m[a + i]! - m[b + i]!; },
  mul: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = m[a + i]! * m[b + i]!; },
  div: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = m[a + i]! / m[b + i]!; },
  pow: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = pow(m[a + i]!, m[b + i]!); },
  maximum: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) { const p = m[a + i]!; m[y + i] = m[b + i + (a - b) * (Number(p > m[b + i]!) | Number(p !== p))]!; } },
  minimum: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) { const p = m[a + i]!; m[y + i] = m[b + i + (a - b) * (Number(p < m[b + i]!) | Number(p !== p))]!; } },
  neg: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = -m[a + i]!; },
  abs: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Math.abs(m[a + i]!); },
  sign: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) { const p = m[a + i]!; m[y + i] = p === p ? Number(p > 0) - Number(p < 0) : p; } },
  exp: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Math.exp(m[a + i]!); },
  log: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Math.log(m[a + i]!); },
  log1p: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Math.log1p(m[a + i]!); },
  sqrt: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Math.sqrt(m[a + i]!); },
  tanh: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Math.tanh(m[a + i]!); },
  sigmoid: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = 1 / (1 + Math.exp(-m[a + i]!)); },
  erf: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = erf(m[a + i]!); },
  relu: (m, y, a, _b, _, n) => { for (let i = 0; i < n; i++) { const p = m[a + i]!; m[y + i] = m[(a + i) * (Number(p > 0) | Number(p !== p))]!; } },
  equal: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Number(m[a + i] === m[b + i]); },
  notEqual: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Number(m[a + i] !== m[b + i]); },
  less: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Number(m[a + i]! < m[b + i]!); },
  lessEqual: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Number(m[a + i]! <= m[b + i]!); },
  greater: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Number(m[a + i]! > m[b + i]!); },
  greaterEqual: (m, y, a, b, _, n) => { for (let i = 0; i < n; i++) m[y + i] = Number(m[a + i]! >= m[b + i]!); },
  where: (m, y, a, b, c, n) => { for (let i = 0; i < n; i++) m[y + i] = m[c + i + (b - c) * Number(m[a + i] !== 0)]!; },
};
