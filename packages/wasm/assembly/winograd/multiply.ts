import { PointProducts } from '../descriptors';
import { gradientRows, rows } from '../../src/kernels/constants';
import { multiplyPanels } from '../product/multiply';
import { partsOf } from '../vector/parts';

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
