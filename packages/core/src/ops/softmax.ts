import { axisOf } from '../shape.js';
import { defineOp } from '../tape/defineOp.js';
import type { Tensor } from '../tape/tensor.js';
import { exp, log, mul, sub } from './arithmetic.js';
import { max } from './reduce.js';
import { sum } from './sum.js';

interface Along {
  readonly axis: number;
}

const kept = { keepAxes: true } as const;

const logSoftmaxOp = defineOp<[x: Tensor], Along>('logSoftmax', {
  forward: ([x], { axis }) => {
    const shifted = sub(x, max(x, axis, kept));
    return sub(shifted, log(sum(exp(shifted), axis, kept)));
  },
  backward: (dy, { output: y, options: { axis } }) => [sub(dy, mul(exp(y), sum(dy, axis, kept)))],
});

const softmaxOp = defineOp<[x: Tensor], Along>('softmax', {
  forward: ([x], along) => exp(logSoftmaxOp([x], along)),
  backward: (dy, { output: y, options: { axis } }) => [mul(y, sub(dy, sum(mul(dy, y), axis, kept)))],
});

/** `x − ln Σ eˣ` along `axis`, without overflow. */
export const logSoftmax = (x: Tensor, axis = -1): Tensor =>
  logSoftmaxOp([x], { axis: axisOf('logSoftmax', axis, x.rank) });

/** `eˣ / Σ eˣ` along `axis`, without overflow. */
export const softmax = (x: Tensor, axis = -1): Tensor => softmaxOp([x], { axis: axisOf('softmax', axis, x.rank) });
