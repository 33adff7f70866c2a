import { ShapeError } from '../errors.js';
import { sameShape, formatShape } from '../shape.js';
import type { Tensor } from '../tape/tensor.js';

/** Checks that `presynaptic` has the shape of `x`. @throws ShapeError */
export function checkPresynaptic(who: string, x: Tensor, presynaptic: Tensor | undefined): void {
  if (!presynaptic || sameShape(presynaptic.shape, x.shape)) return;
  throw new ShapeError(
    who,
    `presynaptic activity of the input's shape ${formatShape(x.shape)}`,
    formatShape(presynaptic.shape),
  );
}
