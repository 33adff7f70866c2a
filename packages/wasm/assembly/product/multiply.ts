import { panel, productColumns, productRows, rows } from '../../src/kernels/constants';
import { copyFours, interleave } from '../vector/lanes';

/** A batch of matrix products. */
export class Product {
  y: usize;
  a: usize;
  b: usize;
  /** Panels of A, `[batchA][m/4][k][4]`, and of B, `[batchB][n/8][k][8]`. */
  left: usize;
  right: usize;
  /** 1 where one matrix serves the whole batch. */
  batchA: i32;
  batchB: i32;
  m: i32;
  n: i32;
  k: i32;
  /** Whether A is stored `[k, m]`, and B `[n, k]`. */
  transposeA: i32;
  transposeB: i32;
}

/** Terms summed before a panel leaves the nearest cache: 512 · 8 floats are 16 KiB. */
export const depth: i32 = 512;

/**
 * `C[4, 8] (+)= A · B` over `k`: `a` packed `[k][4]`, `b` packed `[k][8]`. Writes `live` rows and `width` columns; `stride` is
 * C's row length in bytes.
 */
export function tile(c: usize, stride: usize, a: usize, b: usize, k: i32, live: i32, width: i32, add: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let x: v128;
  const pairs = b + ((k >> 1) << 6);
  while (b < pairs) {
    const b00 = v128.load(b);
    const b01 = v128.load(b, 16);
    x = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b00));
    c01 = f32x4.add(c01, f32x4.mul(x, b01));
    x = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b00));
    c11 = f32x4.add(c11, f32x4.mul(x, b01));
    x = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b00));
    c21 = f32x4.add(c21, f32x4.mul(x, b01));
    x = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b00));
    c31 = f32x4.add(c31, f32x4.mul(x, b01));
    // Never taken: it keeps the engine from loading all of both turns first, for which it lacks registers.
    if (a === 0) break;
    const b10 = v128.load(b, 32);
    const b11 = v128.load(b, 48);
    x = v128.load32_splat(a, 16);
    c00 = f32x4.add(c00, f32x4.mul(x, b10));
    c01 = f32x4.add(c01, f32x4.mul(x, b11));
    x = v128.load32_splat(a, 20);
    c10 = f32x4.add(c10, f32x4.mul(x, b10));
    c11 = f32x4.add(c11, f32x4.mul(x, b11));
    x = v128.load32_splat(a, 24);
    c20 = f32x4.add(c20, f32x4.mul(x, b10));
    c21 = f32x4.add(c21, f32x4.mul(x, b11));
    x = v128.load32_splat(a, 28);
    c30 = f32x4.add(c30, f32x4.mul(x, b10));
    c31 = f32x4.add(c31, f32x4.mul(x, b11));
    a += 32;
    b += 64;
  }
  if (k & 1) {
    const b00 = v128.load(b);
    const b01 = v128.load(b, 16);
    x = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b00));
    c01 = f32x4.add(c01, f32x4.mul(x, b01));
    x = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b00));
    c11 = f32x4.add(c11, f32x4.mul(x, b01));
    x = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b00));
    c21 = f32x4.add(c21, f32x4.mul(x, b01));
    x = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b00));
    c31 = f32x4.add(c31, f32x4.mul(x, b01));
  }
  write(c, c00, c01, width, add);
  if (live > 1) write(c + stride, c10, c11, width, add);
  if (live > 2) write(c + 2 * stride, c20, c21, width, add);
  if (live > 3) write(c + 3 * stride, c30, c31, width, add);
}

// @inline
function write(c: usize, left: v128, right: v128, width: i32, add: bool): void {
  if (width === panel) {
    v128.store(c, add ? f32x4.add(v128.load(c), left) : left);
    v128.store(c, add ? f32x4.add(v128.load(c, 16), right) : right, 16);
  } else edge(c, left, right, width, add);
}

/** A row that ends within the panel, one entry at a time. */
function edge(c: usize, left: v128, right: v128, width: i32, add: bool): void {
  for (let j = 0; j < width; j++) {
    const lane = j & 3;
    const half = j < 4 ? left : right;
    let value = f32x4.extract_lane(half, 0);
    if (lane === 1) value = f32x4.extract_lane(half, 1);
    else if (lane === 2) value = f32x4.extract_lane(half, 2);
    else if (lane === 3) value = f32x4.extract_lane(half, 3);
    store<f32>(c, add ? load<f32>(c) + value : value);
    c += 4;
  }
}

/** One panel of columns under rows `0` … `m` of A: `C[m, width] (+)= A[m, part] · B[part, 8]`, panels of A `step` bytes apart. */
export function column(
  c: usize,
  stride: usize,
  a: usize,
  step: usize,
  b: usize,
  part: i32,
  m: i32,
  width: i32,
  add: bool,
): void {
  for (let i = 0; i < m; i += rows) {
    tile(c, stride, a, b, part, min(rows, m - i), width, add);
    c += stride << 2;
    a += step;
  }
}

/** Panels of columns side by side, `B[panels][k][8]`, under rows `0` … `m` of A: what each panel gives, `[m][8]`, stands `step` bytes after the last. */
export function multiplyPanels(
  c: usize,
  step: usize,
  a: usize,
  b: usize,
  k: i32,
  m: i32,
  panels: i32,
  add: bool,
): void {
  for (let first = 0; first < k; first += depth) {
    const part = min(depth, k - first);
    for (let p = 0; p < panels; p++)
      column(
        c + p * step,
        panel << 2,
        a + (first << 4),
        k << 4,
        b + ((p * k + first) << 5),
        part,
        m,
        panel,
        first > 0 || add,
      );
  }
}

/** Packs panels of A, one an item. */
export function packLeft(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Product>(at);
  const panels = (s.m + rows - 1) / rows;
  for (let item = from; item < to; item++) {
    const i = (item % panels) * rows;
    const matrix = s.a + (((item / panels) * s.m * s.k) << 2);
    const target = s.left + ((item * s.k) << 4);
    if (s.transposeA) copyFours(target, 16, matrix + (i << 2), s.m << 2, s.m - i, s.k);
    else interleave(target, 16, matrix + ((i * s.k) << 2), s.k << 2, s.m - i, s.k);
  }
}

/** Packs panels of B, one an item. */
export function packRight(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Product>(at);
  const panels = (s.n + panel - 1) / panel;
  for (let item = from; item < to; item++) {
    const matrix = s.b + (((item / panels) * s.n * s.k) << 2);
    for (let half = 0; half < 2; half++) {
      const j = (item % panels) * panel + (half << 2);
      const target = s.right + ((item * s.k) << 5) + (half << 4);
      if (s.transposeB) interleave(target, 32, matrix + ((j * s.k) << 2), s.k << 2, s.n - j, s.k);
      else copyFours(target, 32, matrix + (j << 2), s.n << 2, s.n - j, s.k);
    }
  }
}

/** Products of packed panels: an item is a block of columns of one matrix. */
export function multiply(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Product>(at);
  const blocks = (s.n + productColumns - 1) / productColumns;
  const left: usize = (((s.m + rows - 1) / rows) * s.k) << 4;
  const right: usize = (((s.n + panel - 1) / panel) * s.k) << 5;
  for (let item = from; item < to; item++) {
    const matrix = item / blocks;
    const c = s.y + ((matrix * s.m * s.n) << 2);
    const a = s.left + (s.batchA === 1 ? 0 : matrix * left);
    const b = s.right + (s.batchB === 1 ? 0 : matrix * right);
    const begin = (item % blocks) * productColumns;
    const end = min(begin + productColumns, s.n);
    if (s.k === 0) for (let i = 0; i < s.m; i++) memory.fill(c + ((i * s.n + begin) << 2), 0, (end - begin) << 2);
    for (let first = 0; first < s.k; first += depth) {
      const part = min(depth, s.k - first);
      for (let i = 0; i < s.m; i += productRows) {
        const block = a + ((i * s.k + first * rows) << 2);
        for (let j = begin; j < end; j += panel) {
          const columns = b + ((j * s.k + first * panel) << 2);
          const to = c + ((i * s.n + j) << 2);
          column(
            to,
            s.n << 2,
            block,
            s.k << 4,
            columns,
            part,
            min(productRows, s.m - i),
            min(panel, s.n - j),
            first > 0,
          );
        }
      }
    }
  }
}
