import { ShapeError } from '../../errors.js';
import { axisOf, sameShape, formatShape } from '../../shape.js';
import { defineOp } from '../../tape/defineOp.js';
import { wrap } from '../../tape/record.js';
import type { Tensor } from '../../tape/tensor.js';
import { reshape } from './reshape.js';
import { slice } from './slice.js';

const concatOp = defineOp<readonly Tensor[], { readonly axis: number }>('concat', {
  forward: (xs, { axis }) => {
    const { backend, dtype, shape: first } = xs[0]!;
    const shape = first.with(
      axis,
      xs.reduce((length, x) => length + x.shape[axis]!, 0),
    );
    return wrap(backend, backend.kernels.concat({ xs: xs.map((x) => x.operand), axis, shape }), dtype, shape);
  },
  backward: (dy, { inputs: xs, options: { axis } }) => {
    let begin = 0;
    return xs.map((x) => slice(dy, axis, begin, (begin += x.shape[axis]!)));
  },
});

/** Joins tensors along an existing axis; all other lengths must be equal. */
export function concat(xs: readonly Tensor[], axis = 0): Tensor {
  const [first] = xs;
  if (!first) throw new ShapeError('concat', 'at least one tensor', 'none');
  const along = axisOf('concat', axis, first.rank);
  const odd = xs.find((x) => x.rank !== first.rank || !sameShape(x.shape.with(along, 0), first.shape.with(along, 0)));
  if (odd)
    throw new ShapeError(
      'concat',
      `shapes equal to ${formatShape(first.shape)} except along axis ${along}`,
      formatShape(odd.shape),
    );
  return concatOp(xs, { axis: along });
}

/** Joins tensors of one shape along a new axis. */
export function stack(xs: readonly Tensor[], axis = 0): Tensor {
  const [first] = xs;
  if (!first) throw new ShapeError('stack', 'at least one tensor', 'none');
  const along = axisOf('stack', axis, first.rank + 1);
  return concat(
    xs.map((x) => reshape(x, x.shape.toSpliced(along, 0, 1))),
    along,
  );
}
