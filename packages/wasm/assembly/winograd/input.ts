import { Winograd } from '../descriptors';
import { panel, planes, planesAtOnce, points } from '../../src/kernels/constants';
import { partsOf } from '../vector/parts';
import { copyRow, side, tilesAcross, tilesOf } from './tiles';

/** Six inputs to six points, `step` bytes apart. */
// @inline
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

/** An item is a panel of a block of channels: what it writes at one point lies together, so that few pages of memory are in use at a time. */
export function winogradInput(at: usize, from: i32, to: i32, thread: i32): void {
  const s = changetype<Winograd>(at);
  const halves = s.scratch + thread * s.scratchBytes;
  const strips = halves + 2 * planes * points * 16;
  const blocks = partsOf(s.channels, planesAtOnce);
  const across = tilesAcross(s);
  const last = tilesOf(s) * s.images - 1;
  const strip: usize = (side * stripRow(s)) << 2;
  for (let item = from; item < to; item++) {
    const p = item / blocks;
    const begin = (item % blocks) * planesAtOnce;
    const stop = min(s.channels, begin + planesAtOnce);
    // Tiles past the end repeat the last: what they give is never read.
    const start = p * panel;
    const end = min(start + panel, last + 1);
    const top = start / across;
    const bottom = (end - 1) / across;
    const plane = (bottom - top + 1) * strip;
    for (let c = begin; c < stop; c++) {
      let to = strips + (c - begin) * plane;
      for (let r = top; r <= bottom; r++) {
        fillStrip(s, to, r, max(start - r * across, 0), min(end - r * across, across), c);
        to += strip;
      }
    }
    for (let first = begin; first < stop; first += planes) {
      const live = min(planes, stop - first);
      for (let four = 0; four < 2; four++) {
        const tile = p * panel + 4 * four;
        const base = strips + (first - begin) * plane;
        let t0 = base + placeOf(min(tile, last), start, across, strip);
        let t1 = base + placeOf(min(tile + 1, last), start, across, strip);
        let t2 = base + placeOf(min(tile + 2, last), start, across, strip);
        let t3 = base + placeOf(min(tile + 3, last), start, across, strip);
        for (let c = 0; c < live; c++) {
          transformRows(halves + (2 * c + four) * points * 16, stripRow(s) << 2, t0, t1, t2, t3);
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

/** Floats of a row of the inputs that tiles of a panel read which lie in one row of tiles. */
// @inline
function stripRow(s: Winograd): i32 {
  return (min(tilesAcross(s), panel) << 2) + 2;
}

/** Where a tile begins in the strips of a panel of which `start` is the first. */
// @inline
function placeOf(tile: i32, start: i32, across: i32, strip: usize): usize {
  const row = tile / across;
  const before = max(start, row * across);
  return (row - start / across) * strip + ((tile - before) << 4);
}

/** Copies the inputs that tiles `first` to `end` of a row of them read, zeros beyond the plane; rows are counted through all images of the chunk. */
function fillStrip(s: Winograd, to: usize, row: i32, first: i32, end: i32, channel: i32): void {
  const down = (s.outputHeight + 3) >> 2;
  const image = row / down;
  const plane = s.x + ((((s.first + image) * s.channels + channel) * s.height * s.width) << 2);
  const y = ((row - image * down) << 2) - s.paddingY;
  const x = (first << 2) - s.paddingX;
  const floats = ((end - first) << 2) + 2;
  const lead = max(-x, 0);
  const count = max(min(floats - lead, s.width - max(x, 0)), 0);
  for (let i = y; i < y + side; i++) {
    if (<u32>i < <u32>s.height) {
      for (let j = 0; j < lead; j++) store<f32>(to + (j << 2), 0);
      copyRow(to + (lead << 2), plane + ((i * s.width + max(x, 0)) << 2), count);
      for (let j = lead + count; j < floats; j++) store<f32>(to + (j << 2), 0);
    } else memory.fill(to, 0, floats << 2);
    to += stripRow(s) << 2;
  }
}
