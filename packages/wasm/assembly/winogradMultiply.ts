import { gradientRows, panel, rows } from '../src/sizes';
import { column, depth } from './gemm';

/** Products of packed panels at every point, as the host describes them. */
class Products {
  /** `[36][m/4][k][4]` and `[36][panels][k][8]` to `[36][panels][m][8]`. */
  left: usize;
  right: usize;
  products: usize;
  /** Bytes from one point of each to the next. */
  leftStep: usize;
  rightStep: usize;
  productStep: usize;
  m: i32;
  k: i32;
  panels: i32;
  /** Whether sums go on. */
  add: i32;
}

/** The sums of a weight gradient; an item is a block of rows at one point. */
export function winogradMultiply(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = changetype<Products>(at);
  const blocks = (s.m + gradientRows - 1) / gradientRows;
  for (let item = from; item < to; item++) {
    const point = item / blocks;
    const begin = (item % blocks) * gradientRows;
    const m = min(gradientRows, s.m - begin);
    const a = s.left + point * s.leftStep + (((begin / rows) * s.k) << 4);
    for (let first = 0; first < s.k; first += depth) {
      const part = min(depth, s.k - first);
      for (let p = 0; p < s.panels; p++) {
        const b = s.right + point * s.rightStep + ((p * s.k + first) << 5);
        const c = s.products + point * s.productStep + ((p * s.m + begin) << 5);
        column(c, 32, a + (first << 4), s.k << 4, b, part, m, panel, first > 0 || s.add);
      }
    }
  }
}

