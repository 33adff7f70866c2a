import { panel, planes, points } from '../src/sizes';
import { pad, paddedPlane, paddedRow, panelsOf, placeOf, side, tilesOf, Winograd } from './winograd';

/** Six inputs to six points, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function toPoints(to: usize, step: usize, d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128): void {
  const four = f32x4.splat(4);
  const five = f32x4.splat(5);
  const a = f32x4.sub(d4, f32x4.mul(four, d2));
  const b = f32x4.sub(d3, f32x4.mul(four, d1));
  const c = f32x4.sub(d4, d2);
  const half = f32x4.sub(d3, d1);
  const e = f32x4.add(half, half);
  v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, d0), f32x4.mul(five, d2)), d4));
  v128.store(to + step, f32x4.add(a, b));
  v128.store(to + 2 * step, f32x4.sub(a, b));
  v128.store(to + 3 * step, f32x4.add(c, e));
  v128.store(to + 4 * step, f32x4.sub(c, e));
  v128.store(to + 5 * step, f32x4.add(f32x4.sub(f32x4.mul(four, d1), f32x4.mul(five, d3)), d5));
}

/** Transforms the rows of four tiles, which are `row` bytes long and become the lanes: `[6][6][4]`, columns untransformed. */
export function transformRows(to: usize, row: usize, t0: usize, t1: usize, t2: usize, t3: usize): void {
  const end = to + points * 16;
  for (; to < end; to += side * 16) {
    let a = v128.load(t0);
    let b = v128.load(t1);
    let c = v128.load(t2);
    let d = v128.load(t3);
    let ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    let cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const d0 = v128.shuffle<f32>(ab, cd, 0, 1, 4, 5);
    const d1 = v128.shuffle<f32>(ab, cd, 2, 3, 6, 7);
    ab = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    cd = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    const d2 = v128.shuffle<f32>(ab, cd, 0, 1, 4, 5);
    const d3 = v128.shuffle<f32>(ab, cd, 2, 3, 6, 7);
    a = v128.load(t0, 8);
    b = v128.load(t1, 8);
    c = v128.load(t2, 8);
    d = v128.load(t3, 8);
    ab = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    cd = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    toPoints(to, 16, d0, d1, d2, d3, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
    t0 += row;
    t1 += row;
    t2 += row;
    t3 += row;
  }
}

/**
 * Transforms the columns of `units` times four tiles, `[units][6][6][4]`. Points are `step` bytes apart, units lie side by side: all that is written at one
 * point is written together, as whole lines.
 */
export function transformColumns(target: usize, step: usize, from: usize, units: i32): void {
  for (let j = 0; j < side; j++) {
    let source = from + (j << 4);
    let to = target + j * step;
    for (let unit = 0; unit < units; unit++) {
      const d0 = v128.load(source);
      const d1 = v128.load(source, 96);
      const d2 = v128.load(source, 192);
      const d3 = v128.load(source, 288);
      const d4 = v128.load(source, 384);
      const d5 = v128.load(source, 480);
      toPoints(to, side * step, d0, d1, d2, d3, d4, d5);
      source += points * 16;
      to += 16;
    }
  }
}

/** Where the tile of one lane begins in the padded planes of a chunk. */
// @ts-ignore: decorator
@inline
function tileAt(s: Winograd, tile: i32): usize {
  const count = tilesOf(s);
  const image = tile / count;
  return ((image * paddedPlane(s)) << 2) + placeOf(s, tile - image * count);
}

/** An item is `planes` channels, of all images of the chunk. */
export function winogradInput(at: usize, from: i32, to: i32, lane: i32): void {
  const s = changetype<Winograd>(at);
  const halves = s.scratch + lane * s.scratchBytes;
  const padded = halves + 2 * planes * points * 16;
  const panels = panelsOf(s);
  const last = tilesOf(s) * s.images - 1;
  const row: usize = paddedRow(s) << 2;
  const plane: usize = (s.images * paddedPlane(s)) << 2;
  // All channels leave the same border: it is cleared once.
  memory.fill(padded, 0, planes * plane);
  for (let item = from; item < to; item++) {
    const first = item * planes;
    const live = min(planes, s.channels - first);
    for (let c = 0; c < live; c++) {
      for (let image = 0; image < s.images; image++)
        pad(s, padded + c * plane + ((image * paddedPlane(s)) << 2), s.first + image, first + c);
    }
    for (let p = 0; p < panels; p++) {
      for (let four = 0; four < 2; four++) {
        const tile = p * panel + 4 * four;
        // Tiles past the end repeat the last: what they give is never read.
        let t0 = padded + tileAt(s, min(tile, last));
        let t1 = padded + tileAt(s, min(tile + 1, last));
        let t2 = padded + tileAt(s, min(tile + 2, last));
        let t3 = padded + tileAt(s, min(tile + 3, last));
        for (let c = 0; c < live; c++) {
          transformRows(halves + (2 * c + four) * points * 16, row, t0, t1, t2, t3);
          t0 += plane;
          t1 += plane;
          t2 += plane;
          t3 += plane;
        }
      }
      transformColumns(s.tiles + ((p * s.channels + first) << 5), s.tileStep, halves, 2 * live);
    }
  }
}
