import type { Backend } from '../backend/backend.js';
import { backward } from '../autograd/backward.js';
import { fromData } from './create.js';
import * as arithmetic from '../ops/arithmetic.js';
import { adaptiveAvgPool2d } from '../ops/adaptiveAvgPool2d.js';
import { cumsum } from '../ops/cumsum.js';
import { flip } from '../ops/movement/flip.js';
import { matmul } from '../ops/matmul.js';
import { permute, transpose } from '../ops/movement/permute.js';
import { avgPool2d, maxPool2d } from '../ops/pool2d.js';
import { prod } from '../ops/prod.js';
import { argmax, argmin, max, mean, min, std, variance } from '../ops/reduce.js';
import { repeat } from '../ops/repeat.js';
import { flatten, reshape, squeeze, unsqueeze } from '../ops/movement/reshape.js';
import { select, slice, split } from '../ops/movement/slice.js';
import { logSoftmax, softmax } from '../ops/softmax.js';
import { expand, sum } from '../ops/sum.js';
import { alias } from '../tape/record.js';
import type { TensorMethods } from '../tape/methods.js';
import { keep } from '../tape/scope.js';
import { Tensor } from '../tape/tensor.js';

/** A function whose first argument is the tensor that the method belongs to. */
type Method = (x: Tensor, ...rest: never[]) => unknown;

const { add, sub, mul, div, pow, maximum, minimum } = arithmetic;
const { equal, notEqual, less, lessEqual, greater, greaterEqual, clamp, where } = arithmetic;
const { neg, abs, sign, exp, log, log1p, sqrt, tanh, sigmoid, erf, relu } = arithmetic;

const methods = {
  ...{ add, sub, mul, div, pow, maximum, minimum },
  ...{ equal, notEqual, less, lessEqual, greater, greaterEqual, clamp, where },
  ...{ neg, abs, sign, exp, log, log1p, sqrt, tanh, sigmoid, erf, relu },
  ...{ std, prod, min, argmin, cumsum, squeeze, unsqueeze, split, repeat },
  ...{ sum, mean, variance, max, argmax, matmul, reshape, flatten, permute, transpose, slice, select, flip, expand },
  ...{ avgPool2d, maxPool2d, adaptiveAvgPool2d, softmax, logSoftmax, keep, backward },
  detach: (x: Tensor) => alias(x),
  to: async (x: Tensor, backend: Backend) => fromData(await x.data(), x.shape, { backend, dtype: x.dtype }),
} satisfies Record<keyof TensorMethods<Tensor>, Method>;

for (const [name, method] of Object.entries<Method>(methods)) {
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...rest: never[]) {
      return method(this, ...rest);
    },
  });
}

export { Tensor };
