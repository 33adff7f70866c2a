import type { Expression } from './expression.js';

/** The gradients of a primitive's operands; `null` says that no gradient flows there. */
type Rule = (dy: Expression, operands: readonly Expression[], y: Expression) => readonly (Expression | null)[];

const flat: Rule = (_dy, operands) => operands.map(() => null);

/** `2 / √π`, the slope of erf at 0. */
const erfSlope = 2 / Math.sqrt(Math.PI);

/**
 * Everything an elementwise program is made of, each with its gradient. At a kink the slope is that of the side the value
 * takes: `relu` and `abs` are flat at 0; `maximum` and `minimum` share a tie in halves.
 */
export const primitives = {
  add: (dy) => [dy, dy],
  sub: (dy) => [dy, dy.neg()],
  mul: (dy, [a, b]) => [dy.mul(b!), dy.mul(a!)],
  div: (dy, [, b], y) => [dy.div(b!), dy.mul(y).div(b!).neg()],
  // d aᵇ/da = b aᵇ⁻¹, 0 for b = 0 even where a⁻¹ is infinite; d aᵇ/db = aᵇ ln a, taken as 0 where a = 0
  pow: (dy, [a, b], y) => [
    dy.mul(b!).mul(a!.pow(b!.equal(0).where(1, b!).sub(1))),
    dy.mul(a!.equal(0).where(0, y.mul(a!.equal(0).where(1, a!).log()))),
  ],
  maximum: (dy, [a, b]) => [dy.mul(share(a!.greater(b!), a!.equal(b!))), dy.mul(share(b!.greater(a!), a!.equal(b!)))],
  minimum: (dy, [a, b]) => [dy.mul(share(a!.less(b!), a!.equal(b!))), dy.mul(share(b!.less(a!), a!.equal(b!)))],
  neg: (dy) => [dy.neg()],
  abs: (dy, [x]) => [dy.mul(x!.sign())],
  sign: flat,
  exp: (dy, _, y) => [dy.mul(y)],
  log: (dy, [x]) => [dy.div(x!)],
  log1p: (dy, [x]) => [dy.div(x!.add(1))],
  sqrt: (dy, _, y) => [dy.div(y.mul(2))], // d√x/dx = 1 / 2√x
  tanh: (dy, _, y) => [dy.sub(dy.mul(y).mul(y))], // 1 − tanh²
  sigmoid: (dy, _, y) => [dy.mul(y).sub(dy.mul(y).mul(y))], // σ (1 − σ)
  erf: (dy, [x]) => [dy.mul(x!.mul(x!).neg().exp()).mul(erfSlope)],
  relu: (dy, [x]) => [dy.mul(x!.greater(0))],
  equal: flat,
  notEqual: flat,
  less: flat,
  lessEqual: flat,
  greater: flat,
  greaterEqual: flat,
  where: (dy, [condition]) => [null, condition!.where(dy, 0), condition!.where(0, dy)],
  detach: flat,
  withSlope: (dy, [, , slope]) => [null, dy.mul(slope!), null],
} as const satisfies Record<string, Rule>;

const share = (wins: Expression, tie: Expression): Expression => wins.add(tie.mul(0.5));

/** Every primitive, those that only steer gradients included. */
export type PrimitiveName = keyof typeof primitives;

/** The primitives a backend computes: `detach` and `withSlope` are gone before a program reaches it. */
export type KernelPrimitive = Exclude<PrimitiveName, 'detach' | 'withSlope'>;

export const gradientOf: Record<PrimitiveName, Rule> = primitives;
