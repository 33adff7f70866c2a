import { checkNoOthers } from '../checkOptions.js';
import { ShapeError } from '../errors.js';
import { broadcastShapes, formatShape, sizeOf, type Shape } from '../shape.js';
import { defineOp } from '../tape/defineOp.js';
import { wrap } from '../tape/record.js';
import { checkTensor, type Tensor } from '../tape/tensor.js';
import { reshape } from './movement/reshape.js';
import { expand, sum } from './sum.js';

/** Which operands are stored transposed. */
export interface Transposed {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * `[batch, m, k] · [batch, k, n]`. Each operand may be stored transposed, and a batch of 1 broadcasts. Its gradients
 * are products of the same kind.
 */
const matmulOp = defineOp<[a: Tensor, b: Tensor], Transposed>('matmul', {
  forward: ([a, b], options) => {
    const { backend, dtype } = a;
    const shape = productShape(a.shape, b.shape, options);
    return wrap(backend, backend.kernels.matmul({ a: a.operand, b: b.operand, ...options, shape }), dtype, shape);
  },
  backward: (dy, { inputs: [a, b], options: { transposeA, transposeB }, needs }) => [
    needs[0] ? toBatch(transposeA ? product(b, dy, transposeB, true) : product(dy, b, false, !transposeB), a) : null,
    needs[1] ? toBatch(transposeB ? product(dy, a, true, transposeA) : product(a, dy, !transposeA, false), b) : null,
  ],
});

const product = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor =>
  matmulOp([a, b], { transposeA, transposeB });

const toBatch = (gradient: Tensor, x: Tensor): Tensor =>
  gradient.shape[0] === x.shape[0] ? gradient : sum(gradient, 0, { keepAxes: true });

function productShape(a: Shape, b: Shape, { transposeA, transposeB }: Transposed): Shape {
  const [m, k] = transposeA ? [a[2]!, a[1]!] : [a[1]!, a[2]!];
  const [inner, n] = transposeB ? [b[2]!, b[1]!] : [b[1]!, b[2]!];
  if (k !== inner)
    throw new ShapeError('matmul', '[m, k] and [k, n]', `${formatShape([m, k])} and ${formatShape([inner, n])}`);
  return [a[0] === 1 ? b[0]! : a[0]!, m, n];
}

/**
 * The matrix product of `[…, m, k]` and `[…, k, n]`; leading axes broadcast. `transposeA` and `transposeB` read an
 * operand transposed.
 *
 * @throws ShapeError for operands with fewer than two axes, or different inner lengths
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, ...others }: Partial<Transposed> = {},
): Tensor {
  checkNoOthers('matmul', others);
  checkTensor('matmul', a);
  checkTensor('matmul', b);
  if (a.rank < 2 || b.rank < 2)
    throw new ShapeError('matmul', '[…, m, k] and […, k, n]', `${formatShape(a.shape)} and ${formatShape(b.shape)}`);
  const lead = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  const y = product(batched(a, lead), batched(b, lead), transposeA, transposeB);
  return reshape(y, [...lead, y.shape[1]!, y.shape[2]!]);
}

/** Leading axes merged into one; of length 1 if there is none. */
function batched(x: Tensor, lead: Shape): Tensor {
  const own = x.shape.slice(0, -2);
  const matrix = x.shape.slice(-2);
  if (sizeOf(own) === 1) return reshape(x, [1, ...matrix]);
  return reshape(expand(x, [...lead, ...matrix]), [sizeOf(lead), ...matrix]);
}
