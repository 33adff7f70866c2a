import type { Data } from '../../backend/backend.js';
import type { Columns } from './im2col.js';
import type { Entries } from './sparse.js';

/** The entries of the window of output `[i, j]`, counted by tap; the first channel of `x` begins at `offset`. */
export function gatherWindow(to: Entries, x: Data, offset: number, columns: Columns, i: number, j: number): void {
  const { channels, input, kernel, stride, padding, dilation } = columns;
  const [height, width] = input;
  const [taps, across] = [kernel[0] * kernel[1], kernel[1]];
  const [top, left] = [i * stride[0] - padding[0], j * stride[1] - padding[1]];
  const { places, values } = to;
  let count = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let tapY = 0, y = top; tapY < kernel[0]; tapY++, y += dilation[0]) {
      if (y < 0 || y >= height) continue;
      const line = offset + (channel * height + y) * width;
      const tap = channel * taps + tapY * across;
      for (let tapX = 0, at = left; tapX < across; tapX++, at += dilation[1]) {
        const value = at >= 0 && at < width ? x[line + at]! : 0;
        places[count] = tap + tapX;
        values[count] = value;
        count += Number(value !== 0);
      }
    }
  }
  to.count = count;
}
