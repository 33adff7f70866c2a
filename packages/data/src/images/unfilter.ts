import { FormatError } from '@spikegrad/core';

/** The prediction of a byte from its left, upper and upper left neighbours of the same sample. */
type Filter = (left: number, up: number, corner: number) => number;

/** None, Sub, Up, Average and Paeth, in the order of their numbers. @see PNG specification, chapter 9 */
const filters: readonly Filter[] = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  (left, up, corner) => {
    const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
    return a <= b && a <= c ? left : b <= c ? up : corner;
  },
];

/**
 * Undoes the filters of a PNG's rows.
 *
 * @param rows each with the number of its filter before its `width` bytes
 * @param samples bytes per pixel
 * @throws FormatError for an unknown filter
 */
export function unfilter(rows: Uint8Array, width: number, height: number, samples: number, name: string): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [from, to] = [y * (width + 1) + 1, y * width];
    const filter = filters[rows[from - 1]!];
    if (!filter) throw new FormatError(name, `a filter from 0 to 4 in row ${y}`, String(rows[from - 1]));
    for (let x = 0; x < width; x++) {
      const left = x < samples ? 0 : out[to + x - samples]!;
      const up = y === 0 ? 0 : out[to + x - width]!;
      const corner = x < samples || y === 0 ? 0 : out[to + x - width - samples]!;
      out[to + x] = rows[from + x]! + filter(left, up, corner);
    }
  }
  return out;
}
