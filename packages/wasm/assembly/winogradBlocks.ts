import { outputsAtOnce, panel, panelsAtOnce, points, rows } from '../src/sizes';
import { column, depth } from './gemm';
import { blocksOf, panelsOf, Winograd } from './winograd';
import { transformProducts } from './winogradOutput';
import { transformBlock } from './winogradWeights';

/**
 * From transformed tiles to outputs: an item is a block of outputs of some panels, whose weights are transformed if they are not kept, multiplied at every point,
 * and transformed back. All of that stays near to the thread that does it; only the tiles are everybody's.
 */
export function winogradBlocks(at: usize, from: i32, to: i32, lane: i32): void {
  const s = changetype<Winograd>(at);
  const products = s.scratch + lane * s.scratchBytes;
  const own = products + points * s.productStep;
  const scratch = s.weights ? own : own + points * s.weightStep;
  const panels = panelsOf(s);
  const ranges = blocksOf(panels, panelsAtOnce);
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
    for (let point = 0; point < points; point++)
      multiplyPoint(s, weights + point * s.weightStep, s.tiles + point * s.tileStep, products + point * s.productStep, count, begin, end);
    transformProducts(s, products, first, count, begin, end, scratch);
  }
}

/** Products of the weights of a block with panels of tiles, at one point: `[panels][outputs][8]`. */
function multiplyPoint(s: Winograd, weights: usize, tiles: usize, products: usize, count: i32, begin: i32, end: i32): void {
  for (let first = 0; first < s.channels; first += depth) {
    const part = min(depth, s.channels - first);
    for (let p = begin; p < end; p++) {
      const b = tiles + ((p * s.channels + first) << 5);
      const c = products + (((p - begin) * count) << 5);
      column(c, panel << 2, weights + (first << 4), s.channels << 4, b, part, count, panel, first > 0);
    }
  }
}
