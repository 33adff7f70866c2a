import { gradientRows, rows } from '../../src/kernels/constants';
import { multiplyPanels } from '../product/multiply';
import { partsOf } from '../vector/parts';

/** Products of packed panels at every point of a tile. */
export class PointProducts {
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
export function winogradMultiply(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<PointProducts>(at);
  const blocks = partsOf(s.m, gradientRows);
  for (let item = from; item < to; item++) {
    const point = item / blocks;
    const begin = (item % blocks) * gradientRows;
    const m = min(gradientRows, s.m - begin);
    const a = s.left + point * s.leftStep + (((begin / rows) * s.k) << 4);
    const b = s.right + point * s.rightStep;
    const c = s.products + point * s.productStep + (begin << 5);
    multiplyPanels(c, s.m << 5, a, b, s.k, m, s.panels, !!s.add);
  }
}
