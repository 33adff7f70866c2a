import { outputRows, panel, points, rows } from '../src/sizes';
import { column, depth } from './gemm';
import { interleave, storeTransposed } from './lanes';

/**
 * A convolution of stride 1 by 3 × 3 windows as F(4 × 4, 3 × 3): tiles of 6 × 6 inputs become 4 × 4 outputs through 36 products instead of
 * 144. A chunk of images is transformed at a time.
 *
 * @see Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (CVPR 2016)
 */
class Winograd {
  y: usize;
  x: usize;
  w: usize;
  /** Transformed weights, `[36][outputs/4][channels][4]`. */
  weights: usize;
  /** Transformed tiles, `[36][tiles/8][channels][8]`, and their products, `[36][tiles/8][outputs][8]`. */
  tiles: usize;
  products: usize;
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
}

/** Points of a tile along one axis. */
const side = 6;

// @ts-ignore: decorator
@inline
function tilesAcross(s: Winograd): i32 {
  return (s.outputWidth + 3) >> 2;
}

// @ts-ignore: decorator
@inline
function tilesOf(s: Winograd): i32 {
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
  const channelStep: usize = (s.turned ? 9 * s.outputs : 9) << 2;
  const plane: usize = (((s.outputs + rows - 1) / rows) * s.channels) << 4;
  for (let item = from; item < to; item++) {
    const live = min(rows, s.outputs - item * rows);
    for (let c = 0; c < s.channels; c++) {
      interleave(window, 16, s.w + item * rows * outputStep + c * channelStep, outputStep, live, 9);
      // Columns first: [6][3], then rows. Turned windows are read from their end.
      for (let j = 0; j < 3; j++) {
        if (s.turned) transformWeights(half + (j << 4), 48, window + ((8 - j) << 4), -48);
        else transformWeights(half + (j << 4), 48, window + (j << 4), 48);
      }
      const target = s.weights + ((item * s.channels + c) << 4);
      for (let i = 0; i < side; i++) transformWeights(target + i * side * plane, plane, half + i * 48, 16);
    }
  }
}

/** Where the tile of one lane begins in the padded planes of a chunk. */
// @ts-ignore: decorator
@inline
function tileAt(s: Winograd, padded: usize, tile: i32, row: i32, plane: i32): usize {
  const count = tilesOf(s);
  const image = tile / count;
  const within = tile - image * count;
  const y = within / tilesAcross(s);
  const x = within - y * tilesAcross(s);
  return padded + ((image * plane + ((y * row + x) << 2)) << 2);
}

/** An item is a channel, of all images of the chunk. */
export function winogradInput(at: usize, from: i32, to: i32, lane: i32): void {
  const s = changetype<Winograd>(at);
  const block = s.scratch + lane * s.scratchBytes;
  const half = block + points * 16;
  const padded = half + points * 16;
  const row = (tilesAcross(s) << 2) + 2;
  const plane = row * ((((s.outputHeight + 3) >> 2) << 2) + 2);
  const panels = panelsOf(s);
  const last = tilesOf(s) * s.images - 1;
  const step: usize = (panels * s.channels) << 5;
  // Every channel leaves the same border: it is cleared once.
  memory.fill(padded, 0, (s.images * plane) << 2);
  const width = min(s.width, row - s.paddingX);
  const height = min(s.height, plane / row - s.paddingY);
  for (let c = from; c < to; c++) {
    for (let image = 0; image < s.images; image++) {
      const source = s.x + ((((s.first + image) * s.channels + c) * s.height * s.width) << 2);
      const target = padded + ((image * plane + s.paddingY * row + s.paddingX) << 2);
      for (let i = 0; i < height; i++) memory.copy(target + ((i * row) << 2), source + ((i * s.width) << 2), width << 2);
    }
    for (let p = 0; p < panels; p++) {
      for (let four = 0; four < panel; four += 4) {
        const tile = p * panel + four;
        // Tiles past the end repeat the last: what they give is never read.
        const t0 = tileAt(s, padded, min(tile, last), row, plane);
        const t1 = tileAt(s, padded, min(tile + 1, last), row, plane);
        const t2 = tileAt(s, padded, min(tile + 2, last), row, plane);
        const t3 = tileAt(s, padded, min(tile + 3, last), row, plane);
        for (let i = 0; i < side; i++) {
          const at: usize = (i * row) << 2;
          const to = block + i * side * 16;
          storeTransposed(to + 32, 16, v128.load(t0 + at, 8), v128.load(t1 + at, 8), v128.load(t2 + at, 8), v128.load(t3 + at, 8));
          storeTransposed(to, 16, v128.load(t0 + at), v128.load(t1 + at), v128.load(t2 + at), v128.load(t3 + at));
        }
        for (let i = 0; i < side; i++) transformInput(half + i * side * 16, 16, block + i * side * 16, 16);
        const target = s.tiles + ((p * s.channels + c) << 5) + (four << 2);
        for (let j = 0; j < side; j++) transformInput(target + j * step, side * step, half + (j << 4), side * 16);
      }
    }
  }
}

/** An item is a block of outputs at one point. */
export function winogradMultiply(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = changetype<Winograd>(at);
  const blocks = (s.outputs + outputRows - 1) / outputRows;
  const panels = panelsOf(s);
  const weightPanels = (s.outputs + rows - 1) / rows;
  for (let item = from; item < to; item++) {
    const point = item / blocks;
    const begin = (item % blocks) * outputRows;
    const m = min(outputRows, s.outputs - begin);
    const a = s.weights + (((point * weightPanels + begin / rows) * s.channels) << 4);
    for (let first = 0; first < s.channels; first += depth) {
      const part = min(depth, s.channels - first);
      for (let p = 0; p < panels; p++) {
        const b = s.tiles + (((point * panels + p) * s.channels + first) << 5);
        const c = s.products + (((point * panels + p) * s.outputs + begin) << 5);
        column(c, 32, a + (first << 4), s.channels << 4, b, part, m, panel, first > 0);
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
  const step: usize = (panels * s.outputs) << 5;
  const area = s.outputHeight * s.outputWidth;
  for (let o = from; o < to; o++) {
    for (let p = 0; p < panels; p++) {
      for (let four = 0; four < panel; four += 4) {
        const source = s.products + ((p * s.outputs + o) << 5) + (four << 2);
        // Columns of points first: [4][6], then rows: [4][4].
        for (let j = 0; j < side; j++) transformOutput(half + (j << 4), side * 16, source + j * step, side * step);
        for (let i = 0; i < 4; i++) transformOutput(block + (i << 6), 16, half + i * side * 16, 16);
        for (let i = 0; i < 4; i++) turn(block + (i << 6));
        for (let t = 0; t < 4; t++) {
          const tile = p * panel + four + t;
          if (tile >= all) break;
          const image = tile / count;
          const within = tile - image * count;
          const y = (within / across) << 2;
          const x = (within - (within / across) * across) << 2;
          const plane = s.y + ((((s.first + image) * s.outputs + o) * area) << 2);
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
