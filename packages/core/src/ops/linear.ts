import { checkNoOthers } from '../checkOptions.js';
import { ShapeError } from '../errors.js';
import { sameShape, formatShape, sizeOf } from '../shape.js';
import { defineOp } from '../tape/defineOp.js';
import { checkTensor, type Tensor } from '../tape/tensor.js';
import { add } from './arithmetic.js';
import { matmul } from './matmul.js';
import { checkPresynaptic } from './presynaptic.js';
import { reshape } from './movement/reshape.js';

/** @see linear */
export interface LinearOptions {
  /**
   * Replaces the input in the weight gradient (OTTT's trace). It has the input's shape. @defaultValue the input itself
   */
  readonly presynaptic?: Tensor;
}

/** `[…, in]` as a matrix `[rows, in]`. */
const asMatrix = (x: Tensor): Tensor => reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);

const presynapticOp = defineOp<[x: Tensor, w: Tensor, presynaptic: Tensor]>('linear', {
  forward: ([x, w]) => matmul(x, w, { transposeB: true }),
  backward: (dy, { inputs: [, w, presynaptic], needs }) => [
    needs[0] ? matmul(dy, w) : null,
    needs[1] ? matmul(dy, presynaptic, { transposeA: true }) : null,
    null,
  ],
});

/**
 * The linear map `x wᵀ + b`, as `torch.nn.functional.linear`.
 *
 * @param x `[…, in]` @param w `[out, in]` @param b `[out]`, or null for none
 * @returns `[…, out]`
 * @throws ShapeError
 */
export function linear(x: Tensor, w: Tensor, b: Tensor | null = null, options: LinearOptions = {}): Tensor {
  const { presynaptic, ...others } = options;
  checkNoOthers('linear', others);
  checkTensor('linear', x);
  checkTensor('linear', w);
  if (x.rank < 1 || w.rank !== 2 || x.shape.at(-1) !== w.shape[1] || (b && !sameShape(b.shape, [w.shape[0]!]))) {
    throw new ShapeError(
      'linear',
      '[…, in], [out, in] and [out]',
      [x, w, ...(b ? [b] : [])].map((t) => formatShape(t.shape)).join(', '),
    );
  }
  checkPresynaptic('linear', x, presynaptic);
  const flat = asMatrix(x);
  const product = presynaptic ? presynapticOp([flat, w, asMatrix(presynaptic)]) : matmul(flat, w, { transposeB: true });
  return reshape(b ? add(product, b) : product, [...x.shape.slice(0, -1), w.shape[0]!]);
}
