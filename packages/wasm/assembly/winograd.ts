import { outputRows, panel, points, rows } from '../src/sizes';
import { column, depth } from './gemm';
import { interleave, storeTransposed } from './lanes';

/**
 * A convolution of stride 1 by 3 × 3 windows as F(4 × 4, 3 × 3): tiles of 6 × 6 inputs become 4 × 4 outputs through 36 products instead of
 * 144. A chunk of images is transformed at a time.
 *
 * @see Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (CVPR 2016)
 */
export class Winograd {
  y: usize;
  x: usize;
  w: usize;
  /** Transformed weights, `[36][outputs/4][channels][4]`. */
  weights: usize;
  /** Transformed tiles, `[36][tiles/8][channels][8]`, and their products, `[36][tiles/8][outputs][8]`. */
  tiles: usize;
  products: usize;
  /** Bytes from one point of each to the next. */
  weightStep: usize;
  tileStep: usize;
  productStep: usize;
  scratch: usize;
  scratchBytes: usize;
  /** The chunk: its first image, and how many. */
  first: i32;
  images: i32;
  channels: i32;
  outputs: i32;
  height: i32;
  width: i32;
  outputHeight: i32;
  outputWidth: i32;
  paddingY: i32;
  paddingX: i32;
  /** Whether weights are `[channels, outputs]` with windows turned by half a circle, as the input gradient wants them. */
  turned: i32;
  /** Where these outputs begin among all outputs, and how many those are. */
  firstOutput: i32;
  allOutputs: i32;
}

/** Points of a tile along one axis. */
export const side = 6;

// @ts-ignore: decorator
@inline
export function tilesAcross(s: Winograd): i32 {
  return (s.outputWidth + 3) >> 2;
}

// @ts-ignore: decorator
@inline
export function tilesOf(s: Winograd): i32 {
  return tilesAcross(s) * ((s.outputHeight + 3) >> 2);
}

/** Panels of tiles of the chunk. */
// @ts-ignore: decorator
@inline
function panelsOf(s: Winograd): i32 {
  return (tilesOf(s) * s.images + panel - 1) / panel;
}

/** Six inputs, `step` bytes apart, to six points. */
function transformInput(to: usize, toStep: usize, from: usize, step: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + step);
  const d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step);
  const d4 = v128.load(from + 4 * step);
  const d5 = v128.load(from + 5 * step);
  const four = f32x4.splat(4);
  const five = f32x4.splat(5);
  const a = f32x4.sub(d4, f32x4.mul(four, d2));
  const b = f32x4.sub(d3, f32x4.mul(four, d1));
  const c = f32x4.sub(d4, d2);
  const half = f32x4.sub(d3, d1);
  const e = f32x4.add(half, half);
  v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, d0), f32x4.mul(five, d2)), d4));
  v128.store(to + toStep, f32x4.add(a, b));
  v128.store(to + 2 * toStep, f32x4.sub(a, b));
  v128.store(to + 3 * toStep, f32x4.add(c, e));
  v128.store(to + 4 * toStep, f32x4.sub(c, e));
  v128.store(to + 5 * toStep, f32x4.add(f32x4.sub(f32x4.mul(four, d1), f32x4.mul(five, d3)), d5));
}

/** Three weights to six points. */
function transformWeights(to: usize, toStep: usize, from: usize, step: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step);
  const sixth = f32x4.splat(<f32>(1.0 / 6));
  const t = f32x4.neg(f32x4.mul(f32x4.add(g0, g2), sixth));
  const m = f32x4.mul(g1, sixth);
  const v = f32x4.add(f32x4.mul(g0, f32x4.splat(<f32>(1.0 / 24))), f32x4.mul(g2, sixth));
  const n = f32x4.mul(g1, f32x4.splat(<f32>(1.0 / 12)));
  v128.store(to, f32x4.mul(g0, f32x4.splat(0.25)));
  v128.store(to + toStep, f32x4.sub(t, m));
  v128.store(to + 2 * toStep, f32x4.add(t, m));
  v128.store(to + 3 * toStep, f32x4.add(v, n));
  v128.store(to + 4 * toStep, f32x4.sub(v, n));
  v128.store(to + 5 * toStep, g2);
}

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

/** An item is a panel of four outputs. */
export function winogradWeights(at: usize, from: i32, to: i32, lane: i32): void {
  const s = changetype<Winograd>(at);
  const window = s.scratch + lane * s.scratchBytes;
  const half = window + 9 * 16;
  // Bytes between the weights of neighbouring outputs, and of neighbouring channels.
  const outputStep: usize = (s.turned ? 9 : 9 * s.channels) << 2;
  const channelStep: usize = (s.turned ? 9 * s.allOutputs : 9) << 2;
  const w = s.w + s.firstOutput * outputStep;
  for (let item = from; item < to; item++) {
    const live = min(rows, s.outputs - item * rows);
    for (let c = 0; c < s.channels; c++) {
      interleave(window, 16, w + item * rows * outputStep + c * channelStep, outputStep, live, 9);
      // Columns first: [6][3], then rows. Turned windows are read from their end.
      for (let j = 0; j < 3; j++) {
        if (s.turned) transformWeights(half + (j << 4), 48, window + ((8 - j) << 4), -48);
        else transformWeights(half + (j << 4), 48, window + (j << 4), 48);
      }
      const target = s.weights + ((item * s.channels + c) << 4);
      for (let i = 0; i < side; i++) transformWeights(target + i * side * s.weightStep, s.weightStep, half + i * 48, 16);
    }
  }
}

/** Transforms tiles of four lanes, whose rows are `row` bytes long: points of all lanes go to `target`, `step` bytes apart. */
// @ts-ignore: decorator
@inline
export function transformTiles(target: usize, step: usize, half: usize, row: usize, t0: usize, t1: usize, t2: usize, t3: usize): void {
  const block = half - points * 16;
  for (let i = 0; i < side; i++) {
    const at: usize = i * row;
    const to = block + i * side * 16;
    storeTransposed(to + 32, 16, v128.load(t0 + at, 8), v128.load(t1 + at, 8), v128.load(t2 + at, 8), v128.load(t3 + at, 8));
    storeTransposed(to, 16, v128.load(t0 + at), v128.load(t1 + at), v128.load(t2 + at), v128.load(t3 + at));
  }
  for (let i = 0; i < side; i++) transformInput(half + i * side * 16, 16, block + i * side * 16, 16);
  for (let j = 0; j < side; j++) transformInput(target + j * step, side * step, half + (j << 4), side * 16);
}

/** Floats of a padded row of inputs. */
// @ts-ignore: decorator
@inline
export function paddedRow(s: Winograd): i32 {
  return (tilesAcross(s) << 2) + 2;
}

/** Floats of a padded plane of inputs. */
// @ts-ignore: decorator
@inline
export function paddedPlane(s: Winograd): i32 {
  return paddedRow(s) * ((((s.outputHeight + 3) >> 2) << 2) + 2);
}

/** Copies an input plane into a padded one, whose border is 0 already. */
export function pad(s: Winograd, target: usize, image: i32, channel: i32): void {
  const row = paddedRow(s);
  const width = min(s.width, row - s.paddingX);
  const height = min(s.height, paddedPlane(s) / row - s.paddingY);
  const source = s.x + (((image * s.channels + channel) * s.height * s.width) << 2);
  const to = target + ((s.paddingY * row + s.paddingX) << 2);
  for (let i = 0; i < height; i++) memory.copy(to + ((i * row) << 2), source + ((i * s.width) << 2), width << 2);
}

/** Where the tile of one lane begins in the padded planes of a chunk. */
// @ts-ignore: decorator
@inline
function tileAt(s: Winograd, padded: usize, tile: i32): usize {
  const count = tilesOf(s);
  const image = tile / count;
  return padded + ((image * paddedPlane(s)) << 2) + placeOf(s, tile - image * count);
}

/** Where a tile of an image begins in its padded plane. */
// @ts-ignore: decorator
@inline
export function placeOf(s: Winograd, within: i32): usize {
  const y = within / tilesAcross(s);
  const x = within - y * tilesAcross(s);
  return (y * paddedRow(s) + x) << 4;
}

/** An item is a channel, of all images of the chunk. */
export function winogradInput(at: usize, from: i32, to: i32, lane: i32): void {
  const s = changetype<Winograd>(at);
  const half = s.scratch + lane * s.scratchBytes + points * 16;
  const padded = half + points * 16;
  const panels = panelsOf(s);
  const last = tilesOf(s) * s.images - 1;
  const row: usize = paddedRow(s) << 2;
  // Every channel leaves the same border: it is cleared once.
  memory.fill(padded, 0, (s.images * paddedPlane(s)) << 2);
  for (let c = from; c < to; c++) {
    for (let image = 0; image < s.images; image++) pad(s, padded + ((image * paddedPlane(s)) << 2), s.first + image, c);
    for (let p = 0; p < panels; p++) {
      for (let four = 0; four < panel; four += 4) {
        const tile = p * panel + four;
        // Tiles past the end repeat the last: what they give is never read.
        const t0 = tileAt(s, padded, min(tile, last));
        const t1 = tileAt(s, padded, min(tile + 1, last));
        const t2 = tileAt(s, padded, min(tile + 2, last));
        const t3 = tileAt(s, padded, min(tile + 3, last));
        transformTiles(s.tiles + ((p * s.channels + c) << 5) + (four << 2), s.tileStep, half, row, t0, t1, t2, t3);
      }
    }
  }
}

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

/** An item is a block of rows at one point. */
export function winogradMultiply(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = changetype<Products>(at);
  const blocks = (s.m + outputRows - 1) / outputRows;
  for (let item = from; item < to; item++) {
    const point = item / blocks;
    const begin = (item % blocks) * outputRows;
    const m = min(outputRows, s.m - begin);
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

/** An item is an output channel, of all images of the chunk. */
export function winogradOutput(at: usize, from: i32, to: i32, lane: i32): void {
  const s = changetype<Winograd>(at);
  const block = s.scratch + lane * s.scratchBytes;
  const half = block + points * 16;
  const panels = panelsOf(s);
  const count = tilesOf(s);
  const across = tilesAcross(s);
  const all = count * s.images;
  const area = s.outputHeight * s.outputWidth;
  for (let o = from; o < to; o++) {
    for (let p = 0; p < panels; p++) {
      for (let four = 0; four < panel; four += 4) {
        const source = s.products + ((p * s.outputs + o) << 5) + (four << 2);
        // Columns of points first: [4][6], then rows: [4][4].
        for (let j = 0; j < side; j++) transformOutput(half + (j << 4), side * 16, source + j * s.productStep, side * s.productStep);
        for (let i = 0; i < 4; i++) transformOutput(block + (i << 6), 16, half + i * side * 16, 16);
        for (let i = 0; i < 4; i++) turn(block + (i << 6));
        for (let t = 0; t < 4; t++) {
          const tile = p * panel + four + t;
          if (tile >= all) break;
          const image = tile / count;
          const within = tile - image * count;
          const y = (within / across) << 2;
          const x = (within - (within / across) * across) << 2;
          const plane = s.y + ((((s.first + image) * s.allOutputs + s.firstOutput + o) * area) << 2);
          writeTile(plane + ((y * s.outputWidth + x) << 2), s.outputWidth << 2, block + (t << 4), min(4, s.outputHeight - y), min(4, s.outputWidth - x));
        }
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
    else memory.copy(y, row, width << 2);
    y += stride;
  }
}
