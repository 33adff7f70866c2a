import { Winograd } from '../descriptors';
import { panel, points } from '../../src/kernels/constants';
import { storeTransposed } from '../vector/lanes';
import { copyRow, side, tilesAcross, tilesOf } from './tiles';

/** Six points to four outputs. */
function transformOutput(to: usize, toStep: usize, from: usize, step: usize): void {
  const m0 = v128.load(from);
  const m1 = v128.load(from + step);
  const m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step);
  const m4 = v128.load(from + 4 * step);
  const m5 = v128.load(from + 5 * step);
  const p = f32x4.add(m1, m2);
  const q = f32x4.sub(m1, m2);
  const r = f32x4.add(m3, m4);
  const t = f32x4.sub(m3, m4);
  const twice = f32x4.add(t, t);
  v128.store(to, f32x4.add(m0, f32x4.add(p, r)));
  v128.store(to + toStep, f32x4.add(q, twice));
  v128.store(to + 2 * toStep, f32x4.add(p, f32x4.mul(f32x4.splat(4), r)));
  v128.store(to + 3 * toStep, f32x4.add(f32x4.add(q, f32x4.mul(f32x4.splat(4), twice)), m5));
}

/** Transforms products of `count` outputs back, `[36][panels][outputs][8]`, from panel `begin` to `end`. */
export function transformProducts(
  s: Winograd,
  products: usize,
  first: i32,
  count: i32,
  begin: i32,
  end: i32,
  block: usize,
): void {
  const half = block + points * 16;
  for (let p = begin; p < end; p++) {
    for (let four = 0; four < panel; four += 4) {
      let source = products + (four << 2);
      for (let o = first; o < first + count; o++) {
        // Columns of points first: [4][6], then rows: [4][4].
        for (let j = 0; j < side; j++)
          transformOutput(half + (j << 4), side * 16, source + j * s.productStep, side * s.productStep);
        for (let i = 0; i < 4; i++) transformOutput(block + (i << 6), 16, half + i * side * 16, 16);
        for (let i = 0; i < 4; i++) turn(block + (i << 6));
        writeTiles(s, o, p * panel + four, block);
        source += panel << 2;
      }
    }
    products += (count * panel) << 2;
  }
}

/** Writes four tiles of an output, those of them that there are. */
function writeTiles(s: Winograd, output: i32, first: i32, block: usize): void {
  const count = tilesOf(s);
  const across = tilesAcross(s);
  const area = s.outputHeight * s.outputWidth;
  const end = min(first + 4, count * s.images);
  let image = first / count;
  let y = (first - image * count) / across;
  let x = first - image * count - y * across;
  for (let tile = first; tile < end; tile++) {
    const plane = s.y + ((((s.first + image) * s.outputs + output) * area) << 2);
    const to = plane + (((y << 2) * s.outputWidth + (x << 2)) << 2);
    writeTile(
      to,
      s.outputWidth << 2,
      block + ((tile - first) << 4),
      min(4, s.outputHeight - (y << 2)),
      min(4, s.outputWidth - (x << 2)),
    );
    if (++x === across) {
      x = 0;
      if (++y * across === count) {
        y = 0;
        image++;
      }
    }
  }
}

/** Turns a row of four tiles' outputs into each tile's own. */
function turn(at: usize): void {
  storeTransposed(at, 16, v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48));
}

/** Writes the rows of one tile, which stand 64 bytes apart; not a byte more, for what lies beside may be another thread's. */
function writeTile(y: usize, stride: usize, tile: usize, height: i32, width: i32): void {
  for (let i = 0; i < height; i++) {
    const row = tile + (i << 6);
    if (width === 4) v128.store(y, v128.load(row));
    else copyRow(y, row, width);
    y += stride;
  }
}
