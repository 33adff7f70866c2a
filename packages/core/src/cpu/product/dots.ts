/**
 * `C += A · Bᵀ` in doubles: every row of `a` `[m, k]` times every row of `b` `[n, k]`, into `c` `[m, n]` from `offset`.
 * Tiles of 2 × 4 rows load each operand once.
 */
export function dots(
  c: Float64Array,
  offset: number,
  a: Float64Array,
  b: Float64Array,
  m: number,
  n: number,
  k: number,
): void {
  for (let i = 0; i < m; i += 2) {
    const second = i + 1 < m;
    for (let j = 0; j < n; j += 4)
      tile(c, offset + i * n + j, a, b, i * k, second ? k : 0, j * k, Math.min(4, n - j), k, second ? n : -1);
  }
}

// The layout shows the tile.
// prettier-ignore
/** `secondRow` is where row `i + 1` of C begins after row `i`, or −1 when there is none. */
function tile(
  c: Float64Array,
  to: number,
  a: Float64Array,
  b: Float64Array,
  fromA: number,
  nextA: number,
  fromB: number,
  columns: number,
  k: number,
  secondRow: number,
): void {
  const b1 = columns > 1 ? k : 0;
  const b2 = columns > 2 ? 2 * k : 0;
  const b3 = columns > 3 ? 3 * k : 0;
  let c00 = 0, c01 = 0, c02 = 0, c03 = 0;
  let c10 = 0, c11 = 0, c12 = 0, c13 = 0;
  for (let p = 0; p < k; p++) {
    const x0 = a[fromA + p]!, x1 = a[fromA + nextA + p]!;
    const y0 = b[fromB + p]!, y1 = b[fromB + b1 + p]!, y2 = b[fromB + b2 + p]!, y3 = b[fromB + b3 + p]!;
    c00 += x0 * y0; c01 += x0 * y1; c02 += x0 * y2; c03 += x0 * y3;
    c10 += x1 * y0; c11 += x1 * y1; c12 += x1 * y2; c13 += x1 * y3;
  }
  add(c, to, columns, c00, c01, c02, c03);
  if (secondRow >= 0) add(c, to + secondRow, columns, c10, c11, c12, c13);
}

function add(c: Float64Array, to: number, columns: number, c0: number, c1: number, c2: number, c3: number): void {
  c[to]! += c0;
  if (columns > 1) c[to + 1]! += c1;
  if (columns > 2) c[to + 2]! += c2;
  if (columns > 3) c[to + 3]! += c3;
}
