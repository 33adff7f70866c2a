import type { Expression } from '../program/expression.js';
import type { Tensor } from '../tape/tensor.js';
import { elementwise } from './elementwise.js';

/** A tensor, or a number that is combined with every element. */
export type TensorLike = Tensor | number;

const unary = (name: string, formula: (x: Expression) => Expression): ((x: Tensor) => Tensor) => {
  const apply = elementwise(name, ['x'], [], ({ x }) => formula(x));
  return (x) => apply({ x });
};

/** An op of two tensors, which broadcast, or of a tensor and a number. The number is a scalar of the program and needs no tensor. */
const binary = (name: string, formula: (a: Expression, b: Expression) => Expression) => {
  const tensors = elementwise(name, ['a', 'b'], [], ({ a, b }) => formula(a, b));
  const withNumber = elementwise(name, ['a'], ['b'], ({ a, b }) => formula(a, b));
  return (a: Tensor, b: TensorLike): Tensor => (typeof b === 'number' ? withNumber({ a }, { b }) : tensors({ a, b }));
};

/** `a + b`. */
export const add = binary('add', (a, b) => a.add(b));
/** `a − b`. */
export const sub = binary('sub', (a, b) => a.sub(b));
/** `a · b`, element by element. */
export const mul = binary('mul', (a, b) => a.mul(b));
/** `a / b`, as in IEEE arithmetic: division by 0 gives ±∞ or NaN. */
export const div = binary('div', (a, b) => a.div(b));
/** `aᵇ`; NaN for a negative base with a fractional exponent, as in IEEE arithmetic. */
export const pow = binary('pow', (a, b) => a.pow(b));
/** The larger of `a` and `b`; NaN where one is NaN. */
export const maximum = binary('maximum', (a, b) => a.maximum(b));
/** The smaller of `a` and `b`; NaN where one is NaN. */
export const minimum = binary('minimum', (a, b) => a.minimum(b));
/** `a = b`: 1 where it is true, else 0, like all comparisons. They have no gradient. */
export const equal = binary('equal', (a, b) => a.equal(b));
/** `a ≠ b`; 1 where one is NaN. */
export const notEqual = binary('notEqual', (a, b) => a.notEqual(b));
/** `a < b`. */
export const less = binary('less', (a, b) => a.less(b));
/** `a ≤ b`. */
export const lessEqual = binary('lessEqual', (a, b) => a.lessEqual(b));
/** `a > b`. */
export const greater = binary('greater', (a, b) => a.greater(b));
/** `a ≥ b`. */
export const greaterEqual = binary('greaterEqual', (a, b) => a.greaterEqual(b));
/** `−x`. */
export const neg = unary('neg', (x) => x.neg());
/** `|x|`; its gradient is 0 at 0. */
export const abs = unary('abs', (x) => x.abs());
/** −1, 0 or 1; no gradient. */
export const sign = unary('sign', (x) => x.sign());
/** `eˣ`. */
export const exp = unary('exp', (x) => x.exp());
/** `ln x`; NaN below 0. */
export const log = unary('log', (x) => x.log());
/** `ln(1 + x)`, precise for small `x`. */
export const log1p = unary('log1p', (x) => x.log1p());
/** `√x`; NaN below 0. */
export const sqrt = unary('sqrt', (x) => x.sqrt());
/** `tanh x`. */
export const tanh = unary('tanh', (x) => x.tanh());
/** `1 / (1 + e⁻ˣ)`. */
export const sigmoid = unary('sigmoid', (x) => x.sigmoid());
/** The error function `2/√π ∫₀ˣ e^(−t²) dt`. */
export const erf = unary('erf', (x) => x.erf());
/** `max(x, 0)`; its gradient is 0 at 0. */
export const relu = unary('relu', (x) => x.relu());

const clampOp = elementwise('clamp', ['x'], ['low', 'high'], ({ x, low, high }) =>
  x.less(low).where(low, x.greater(high).where(high, x)),
);
/** `x` limited to `low` … `high`. The gradient is 1 within and at both limits, else 0. */
export const clamp = (x: Tensor, low: number, high: number): Tensor => clampOp({ x }, { low, high });

const whereOp = elementwise('where', ['condition', 'yes', 'no'], [], ({ condition, yes, no }) =>
  condition.where(yes, no),
);
/** `yes` where `condition` is not 0, `no` elsewhere. */
export const where = (condition: Tensor, yes: Tensor, no: Tensor): Tensor => whereOp({ condition, yes, no });
