import type { Expression } from '../program/expression.js';
import type { Tensor } from '../tape/tensor.js';
import { elementwise } from './elementwise.js';

/** A tensor, or a number for every element. */
export type TensorLike = Tensor | number;

const unary = (name: string, formula: (x: Expression) => Expression): ((x: Tensor) => Tensor) => {
  const apply = elementwise(name, ['x'], [], ({ x }) => formula(x));
  return (x) => apply({ x });
};

/** Two tensors, or a tensor and a number: the number is a run-time scalar, so it costs no tensor. */
const binary = (name: string, formula: (a: Expression, b: Expression) => Expression) => {
  const tensors = elementwise(name, ['a', 'b'], [], ({ a, b }) => formula(a, b));
  const right = elementwise(name, ['a'], ['b'], ({ a, b }) => formula(a, b));
  return (a: Tensor, b: TensorLike): Tensor => (typeof b === 'number' ? right({ a }, { b }) : tensors({ a, b }));
};

export const add = binary('add', (a, b) => a.add(b));
export const sub = binary('sub', (a, b) => a.sub(b));
export const mul = binary('mul', (a, b) => a.mul(b));
export const div = binary('div', (a, b) => a.div(b));
/** `aᵇ`; NaN for a negative base under a fractional exponent, as in IEEE arithmetic. */
export const pow = binary('pow', (a, b) => a.pow(b));
export const maximum = binary('maximum', (a, b) => a.maximum(b));
export const minimum = binary('minimum', (a, b) => a.minimum(b));
/** Comparisons give 1 where they hold and 0 elsewhere, and no gradient. */
export const equal = binary('equal', (a, b) => a.equal(b));
export const notEqual = binary('notEqual', (a, b) => a.notEqual(b));
export const less = binary('less', (a, b) => a.less(b));
export const lessEqual = binary('lessEqual', (a, b) => a.lessEqual(b));
export const greater = binary('greater', (a, b) => a.greater(b));
export const greaterEqual = binary('greaterEqual', (a, b) => a.greaterEqual(b));
export const neg = unary('neg', (x) => x.neg());
export const abs = unary('abs', (x) => x.abs());
export const sign = unary('sign', (x) => x.sign());
export const exp = unary('exp', (x) => x.exp());
export const log = unary('log', (x) => x.log());
/** `ln(1 + x)`, exact for small `x`. */
export const log1p = unary('log1p', (x) => x.log1p());
export const sqrt = unary('sqrt', (x) => x.sqrt());
export const tanh = unary('tanh', (x) => x.tanh());
export const sigmoid = unary('sigmoid', (x) => x.sigmoid());
export const erf = unary('erf', (x) => x.erf());
export const relu = unary('relu', (x) => x.relu());

const clampOp = elementwise('clamp', ['x'], ['low', 'high'], ({ x, low, high }) =>
  x.less(low).where(low, x.greater(high).where(high, x)),
);
/** `x` held between `low` and `high`; the gradient passes inside and at the borders. */
export const clamp = (x: Tensor, low: number, high: number): Tensor => clampOp({ x }, { low, high });

const whereOp = elementwise('where', ['condition', 'yes', 'no'], [], ({ condition, yes, no }) =>
  condition.where(yes, no),
);
/** `yes` where `condition` is not 0, `no` elsewhere. */
export const where = (condition: Tensor, yes: Tensor, no: Tensor): Tensor => whereOp({ condition, yes, no });
