import type { Data, Kernels } from '../../backend/backend.js';
import { gemm } from './gemm.js';
import { allocate, valuesOf } from '../memory/operand.js';
import { packPanels } from './panels.js';

export function matmul({ a, b, transposeA, transposeB, shape }: Parameters<Kernels['matmul']>[0]): Data {
  const [batch, m, n] = shape as readonly [number, number, number];
  const k = a.shape[transposeA ? 1 : 2]!;
  const [left, right] = [valuesOf(a), valuesOf(b)];
  const y = allocate(shape, a.dtype);
  const product = new Float64Array(m * n);
  const matrix = new Float64Array(k * n);
  for (let i = 0; i < batch; i++) {
    const offset = a.shape[0] === 1 ? 0 : i * m * k;
    const rows = packPanels(4, left, offset, m, k, transposeA ? 1 : k, transposeA ? m : 1);
    if (i === 0 || b.shape[0] !== 1) copyMatrix(matrix, right, i * k * n, k, n, transposeB);
    gemm(product, rows, matrix, m, n, k);
    y.set(product, i * m * n);
  }
  return y;
}

/** A `[k, n]` matrix in doubles, row-major, from a stored matrix or its transpose. */
function copyMatrix(to: Float64Array, x: Data, offset: number, k: number, n: number, transposed: boolean): void {
  const [rowStride, columnStride] = transposed ? [1, k] : [n, 1];
  for (let p = 0; p < k; p++) {
    for (let j = 0; j < n; j++) to[p * n + j] = x[offset + p * rowStride + j * columnStride]!;
  }
}
