import { ShapeError } from '../errors.js';
import { pairOf, formatShape, type Pair2d } from '../shape.js';
import { fromHost } from '../tape/record.js';
import type { Tensor } from '../tape/tensor.js';
import { div } from './arithmetic.js';
import { gather } from './movement/gather.js';
import { permute } from './movement/permute.js';
import { avgPool2d } from './pool2d.js';
import { mean } from './reduce.js';
import { reshape } from './movement/reshape.js';
import { sum } from './sum.js';

/**
 * Averages `[N, C, H, W]` down (or up) to `[N, C, height, width]`; window `i` spans `⌊iH/height⌋ … ⌈(i+1)H/height⌉`.
 *
 * @param size the height and width of the result; one number for both
 */
export function adaptiveAvgPool2d(x: Tensor, size: Pair2d): Tensor {
  const [height, width] = pairOf('adaptiveAvgPool2d', size, 1);
  const [n, c, h, w] = x.shape;
  if (x.rank !== 4 || h === 0 || w === 0)
    throw new ShapeError('adaptiveAvgPool2d', '[N, C, H, W] with H, W ≥ 1', formatShape(x.shape));
  if (height === 1 && width === 1) return mean(x, [2, 3], { keepAxes: true });
  if (h! % height === 0 && w! % width === 0) return avgPool2d(x, [h! / height, w! / width]);
  const rows = windows(h!, height);
  const columns = windows(w!, width);
  const { backend, dtype } = x;
  const places = rows.flatMap((row) => columns.map((column) => row.flatMap((i) => column.map((j) => i * w! + j))));
  const lengths = places.map(({ length }) => length);
  const most = Math.max(...lengths);
  // An index out of range gives zeros, which fill the smaller windows.
  const indices = places.flatMap((window) => [...window, ...new Array<number>(most - window.length).fill(-1)]);
  const counts = fromHost(backend, dtype, lengths, [places.length, 1]);
  const pixels = reshape(permute(x, [2, 3, 0, 1]), [h! * w!, n! * c!]);
  const gathered = gather(pixels, fromHost(backend, dtype, indices, [indices.length]));
  const means = div(sum(reshape(gathered, [places.length, most, n! * c!]), 1), counts);
  return permute(reshape(means, [height, width, n!, c!]), [2, 3, 0, 1]);
}

/** The places of each window along one axis. */
function windows(length: number, count: number): readonly (readonly number[])[] {
  return Array.from({ length: count }, (_, i) => {
    const begin = Math.floor((i * length) / count);
    const end = Math.ceil(((i + 1) * length) / count);
    return Array.from({ length: end - begin }, (_, offset) => begin + offset);
  });
}
