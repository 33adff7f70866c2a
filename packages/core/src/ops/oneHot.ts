import { ValueError } from '../errors.js';
import { fromHost } from '../tape/record.js';
import { scope } from '../tape/scope.js';
import type { Tensor } from '../tape/tensor.js';
import { equal } from './arithmetic.js';
import { reshape } from './movement/reshape.js';

/**
 * `[…]` class indices to `[…, classes]` of ones and zeros; no gradient. An index out of range fails on backends whose
 * memory the host owns. On others it gives a row of zeros, since a check would wait for the device.
 *
 * @throws ValueError
 */
export function oneHot(indices: Tensor, classes: number): Tensor {
  if (indices.backend.readSync) {
    const odd = indices.dataSync().find((index) => !Number.isInteger(index) || index < 0 || index >= classes);
    if (odd !== undefined) throw new ValueError('oneHot', `whole class indices from 0 to ${classes - 1}`, String(odd));
  }
  const { backend, dtype } = indices;
  return scope(() => {
    const each = fromHost(backend, dtype, [...Array(classes).keys()], [classes]);
    return equal(reshape(indices.detach(), [...indices.shape, 1]), each);
  });
}
