import { fromData } from '../create.js';
import { ShapeError } from '../errors.js';
import { pairOf, show, type Pair2d } from '../shape.js';
import { avgPool2d } from './pool2d.js';
import { matmul } from './matmul.js';
import { mean } from './reduce.js';
import type { Tensor } from '../tape/tensor.js';

/**
 * Averages `[N, C, H, W]` down (or up) to `[N, C, height, width]`; window `i` spans `⌊iH/height⌋ … ⌈(i+1)H/height⌉`.
 *
 * @param size the height and width wanted; one number for both
 */
export function adaptiveAvgPool2d(x: Tensor, size: Pair2d): Tensor {
  const [height, width] = pairOf('adaptiveAvgPool2d', size, 1);
  const [, , h, w] = x.shape;
  if (x.rank !== 4 || h === 0 || w === 0)
    throw new ShapeError('adaptiveAvgPool2d', '[N, C, H, W] with H, W ≥ 1', show(x.shape));
  if (height === 1 && width === 1) return mean(x, [2, 3], { keepAxes: true });
  if (h! % height === 0 && w! % width === 0) return avgPool2d(x, [h! / height, w! / width]);
  // Windows of unequal size: one averaging matrix for the rows, one for the columns.
  return matmul(matmul(averages(x, h!, height), x), averages(x, w!, width), { transposeB: true });
}

/** `[windows, length]`; row `i` averages window `i`. */
function averages({ backend, dtype }: Tensor, length: number, windows: number): Tensor {
  const data = new Float64Array(windows * length);
  for (let i = 0; i < windows; i++) {
    const begin = Math.floor((i * length) / windows);
    const end = Math.ceil(((i + 1) * length) / windows);
    data.fill(1 / (end - begin), i * length + begin, i * length + end);
  }
  return fromData(data, [windows, length], { backend, dtype });
}
