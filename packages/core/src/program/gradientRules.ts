import type { Expression } from './expression.js';
import type { PrimitiveName } from './primitiveName.js';

/** The gradients of a primitive's operands; `null` means that no gradient flows. */
type Rule = (dy: Expression, operands: readonly Expression[], y: Expression) => readonly (Expression | null)[];

const flat: Rule = (_dy, operands) => operands.map(() => null);

/** The factor for `a`: 0 if `b` is chosen, one half if they are equal. NaN passes its gradient to both. */
const shareTie = (dy: Expression, loses: Expression, ties: Expression): Expression =>
  loses.where(0, ties.where(dy.mul(0.5), dy));

/** `2 / √π`, the slope of erf at 0. */
const erfSlope = 2 / Math.sqrt(Math.PI);

/**
 * The primitives of elementwise programs, each with its gradient. `relu` and `abs` have slope 0 at 0; `maximum` and
 * `minimum` give each of two equal operands half of the gradient. A gradient that does not flow is set to 0 by
 * selection and never by multiplication, because 0 · ∞ is NaN. A value of NaN passes its gradient.
 */
export const gradientRules: Readonly<Record<PrimitiveName, Rule>> = {
  add: (dy) => [dy, dy],
  sub: (dy) => [dy, dy.neg()],
  mul: (dy, [a, b]) => [dy.mul(b!), dy.mul(a!)],
  div: (dy, [, b], y) => [dy.div(b!), dy.mul(y).div(b!).neg()],
  // d aᵇ/da = b aᵇ⁻¹, 0 for b = 0 even where a⁻¹ is infinite; d aᵇ/db = aᵇ ln a, taken as 0 where a = 0
  pow: (dy, [a, b], y) => [
    b!.equal(0).where(0, dy.mul(b!).mul(a!.pow(b!.equal(0).where(1, b!).sub(1)))),
    a!.equal(0).where(0, dy.mul(y.mul(a!.equal(0).where(1, a!).log()))),
  ],
  maximum: (dy, [a, b]) => [shareTie(dy, a!.less(b!), a!.equal(b!)), shareTie(dy, a!.greater(b!), a!.equal(b!))],
  minimum: (dy, [a, b]) => [shareTie(dy, a!.greater(b!), a!.equal(b!)), shareTie(dy, a!.less(b!), a!.equal(b!))],
  neg: (dy) => [dy.neg()],
  abs: (dy, [x]) => [x!.equal(0).where(0, dy.mul(x!.sign()))],
  sign: flat,
  exp: (dy, _, y) => [dy.mul(y)],
  log: (dy, [x]) => [dy.div(x!)],
  log1p: (dy, [x]) => [dy.div(x!.add(1))],
  sqrt: (dy, _, y) => [dy.div(y.mul(2))], // d√x/dx = 1 / 2√x
  tanh: (dy, _, y) => [dy.mul(y.mul(y).neg().add(1))], // 1 − tanh²
  sigmoid: (dy, _, y) => [dy.mul(y).mul(y.neg().add(1))], // σ (1 − σ)
  erf: (dy, [x]) => [dy.mul(x!.mul(x!).neg().exp()).mul(erfSlope)],
  relu: (dy, [x]) => [x!.lessEqual(0).where(0, dy)],
  equal: flat,
  notEqual: flat,
  less: flat,
  lessEqual: flat,
  greater: flat,
  greaterEqual: flat,
  where: (dy, [condition]) => [null, condition!.where(dy, 0), condition!.where(0, dy)],
  detach: flat,
  withSlope: (dy, [, , slope]) => [null, dy.mul(slope!), null],
};
