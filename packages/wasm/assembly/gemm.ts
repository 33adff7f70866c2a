/** Columns a panel of B, rows a panel of A: eight sums of four lanes stay in registers. */
export const panel = 8;
export const rows = 4;

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
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b0));
    c11 = f32x4.add(c11, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b0));
    c21 = f32x4.add(c21, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b0));
    c31 = f32x4.add(c31, f32x4.mul(x, b1));
    a += 16;
    b += 32;
  }
  write(c, c00, c01, width, add);
  if (live > 1) write(c + stride, c10, c11, width, add);
  if (live > 2) write(c + 2 * stride, c20, c21, width, add);
  if (live > 3) write(c + 3 * stride, c30, c31, width, add);
}

// @ts-ignore: decorator
@inline
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

/** Packs rows `[m, k]` whose entry `[i, p]` lies at `x + i·rowStep + p·columnStep` bytes into panels `[m/4][k][4]`, zeros below. */
export function packRows(to: usize, x: usize, m: i32, k: i32, rowStep: i32, columnStep: i32): void {
  for (let i = 0; i < m; i += rows) {
    for (let p = 0; p < k; p++) {
      const from = x + p * columnStep + i * rowStep;
      for (let r = 0; r < rows; r++) {
        store<f32>(to, i + r < m ? load<f32>(from + r * rowStep) : 0);
        to += 4;
      }
    }
  }
}

/** Packs a row-major `[k, n]` matrix (rows `stride` bytes apart) into panels `[n/8][k][8]`, zeros past the last column. */
export function packColumnsOf(to: usize, x: usize, k: i32, n: i32, stride: i32): void {
  for (let j = 0; j < n; j += panel) {
    const width = min(panel, n - j);
    for (let p = 0; p < k; p++) {
      const from = x + p * stride + (j << 2);
      if (width === panel) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else for (let i = 0; i < panel; i++) store<f32>(to + (i << 2), i < width ? load<f32>(from + (i << 2)) : 0);
      to += 32;
    }
  }
}

/** The same of a matrix stored the other way round, `[n, k]`. */
export function packRowsAsColumns(to: usize, x: usize, k: i32, n: i32): void {
  for (let j = 0; j < n; j += panel) {
    for (let p = 0; p < k; p++) {
      for (let i = 0; i < panel; i++) {
        store<f32>(to, j + i < n ? load<f32>(x + (((j + i) * k + p) << 2)) : 0);
        to += 4;
      }
    }
  }
}

/** Terms summed before a panel leaves the nearest cache: 256 · 8 floats are 8 KiB. */
const depth: i32 = 256;

/** `C[m, n] (+)= A · B` from packed panels of both; `stride` is C's row length in bytes. */
export function multiply(c: usize, stride: i32, a: usize, b: usize, m: i32, n: i32, k: i32, add: bool): void {
  if (k === 0 && !add) memory.fill(c, 0, m * stride);
  for (let first = 0; first < k; first += depth) {
    const part = min(depth, k - first);
    for (let j = 0; j < n; j += panel) {
      const columns = b + ((j * k + first * panel) << 2);
      for (let i = 0; i < m; i += rows) {
        const block = a + ((i * k + first * rows) << 2);
        tile(c + i * stride + (j << 2), stride, block, columns, part, min(rows, m - i), min(panel, n - j), add || first > 0);
      }
    }
  }
}
