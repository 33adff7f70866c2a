import { Winograd } from '../descriptors';
import { outputsAtOnce, panelsAtOnce, points, rows } from '../../src/kernels/constants';
import { multiplyPanels } from '../product/multiply';
import { partsOf } from '../vector/parts';
import { panelsOf } from './tiles';
import { transformProducts } from './output';
import { transformBlock } from './weights';

/**
 * From transformed tiles to outputs: an item is a block of outputs of some panels, whose weights are transformed if they are not kept, multiplied at every point,
 * and transformed back. All of that stays near to the thread that does it; only the tiles are everybody's.
 */
export function winogradBlocks(at: usize, from: i32, to: i32, thread: i32): void {
  const s = changetype<Winograd>(at);
  const products = s.scratch + thread * s.scratchBytes;
  const own = products + points * s.productStep;
  const scratch = s.weights ? own : own + points * s.weightStep;
  const panels = panelsOf(s);
  const ranges = partsOf(panels, panelsAtOnce);
  let ready = -1;
  for (let item = from; item < to; item++) {
    const block = item / ranges;
    const begin = (item - block * ranges) * panelsAtOnce;
    const end = min(begin + panelsAtOnce, panels);
    const first = block * outputsAtOnce;
    const count = min(outputsAtOnce, s.outputs - first);
    if (!s.weights && ready !== block) {
      transformBlock(s, block, own, scratch);
      ready = block;
    }
    const weights = s.weights ? s.weights + (((first / rows) * s.channels) << 4) : own;
    const tiles = s.tiles + ((begin * s.channels) << 5);
    for (let point = 0; point < points; point++) {
      const a = weights + point * s.weightStep;
      const b = tiles + point * s.tileStep;
      const c = products + point * s.productStep;
      multiplyPanels(c, count << 5, a, b, s.channels, count, end - begin, false);
    }
    transformProducts(s, products, first, count, begin, end, scratch);
  }
}
