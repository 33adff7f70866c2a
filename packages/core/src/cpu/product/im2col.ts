import type { Convolution2d, Data } from '../../backend/backend.js';
import type { Shape } from '../../shape.js';

/** Every window of some channels of one sample as a column: `[channels · kernelHeight · kernelWidth, height · width]`. */
export interface Columns extends Convolution2d {
  readonly channels: number;
  /** Of the input. */
  readonly input: readonly [height: number, width: number];
  readonly kernel: readonly [height: number, width: number];
  /** Of the output. */
  readonly output: readonly [height: number, width: number];
}

/** The columns of a convolution from `x` `[N, C, H, W]` by `w` `[O, C/groups, kh, kw]` to `y` `[N, O, H', W']`. */
export const columnsOf = (x: Shape, w: Shape, y: Shape, window: Convolution2d): Columns => ({
  ...window,
  channels: w[1]!,
  input: [x[2]!, x[3]!],
  kernel: [w[2]!, w[3]!],
  output: [y[2]!, y[3]!],
});

/** Writes the windows of `x` (whose first channel begins at `offset`) out as columns. */
export function im2col(to: Float64Array, x: Data, offset: number, columns: Columns): void {
  eachRow(columns, (row, from, at, first, last, step) => {
    to.fill(0, row, row + first);
    for (let j = first, i = offset + from + at + first * step; j < last; j++, i += step) to[row + j] = x[i]!;
    to.fill(0, row + last, row + columns.output[1]);
  });
}

/** The adjoint: adds each column back to its window. */
export function col2im(x: Float64Array, offset: number, from: Float64Array, columns: Columns): void {
  eachRow(columns, (row, line, at, first, last, step) => {
    for (let j = first, i = offset + line + at + first * step; j < last; j++, i += step) x[i]! += from[row + j]!;
  });
}

/**
 * Visits every output row of every tap, with its offset in the columns, the offset of its input row, the input column
 * of output column 0, and the range of output columns whose input is not padding (empty for a row of padding).
 */
function eachRow(
  { channels, input, kernel, output, stride, padding, dilation }: Columns,
  visit: (row: number, line: number, at: number, first: number, last: number, step: number) => void,
): void {
  const [height, width] = input;
  let row = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let tapY = 0; tapY < kernel[0]; tapY++) {
      for (let tapX = 0; tapX < kernel[1]; tapX++) {
        const at = tapX * dilation[1] - padding[1];
        const first = Math.min(output[1], Math.max(0, Math.ceil(-at / stride[1])));
        const last = Math.max(first, Math.min(output[1], Math.ceil((width - at) / stride[1])));
        for (let i = 0; i < output[0]; i++, row += output[1]) {
          const y = i * stride[0] + tapY * dilation[0] - padding[0];
          const inside = y >= 0 && y < height;
          visit(row, (channel * height + y) * width, at, inside ? first : 0, inside ? last : 0, stride[1]);
        }
      }
    }
  }
}
