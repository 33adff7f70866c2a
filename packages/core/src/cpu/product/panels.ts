/**
 * Rows of a matrix whose element `[i, p]` is at `offset + i·rowStride + p·columnStride`, in panels of `height` rows,
 * padded with zeros. What one tile of a product reads is contiguous.
 */
export function packPanels(
  height: number,
  x: ArrayLike<number>,
  offset: number,
  m: number,
  k: number,
  rowStride: number,
  columnStride: number,
): Float64Array {
  const packed = new Float64Array(height * Math.ceil(m / height) * k);
  for (let i = 0; i < m; i++) {
    const to = (i - (i % height)) * k + (i % height);
    const from = offset + i * rowStride;
    for (let p = 0; p < k; p++) packed[to + height * p] = x[from + p * columnStride]!;
  }
  return packed;
}
