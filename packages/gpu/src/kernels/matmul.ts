import { sizeOf, type Kernels } from '@spikegrad/core';
import { slotOf, type Device, type Slot } from '../device/device.js';
import { sumOf } from './reduce.js';
import type { Source } from '../device/source.js';

/** One element of one part of the products; strides say how the operands are stored and which batches repeat. */
const source: Source = {
  arrays: ['a', 'b'],
  sizes: ['m', 'n', 'k', 'parts', 'part', 'batchA', 'rowA', 'innerA', 'batchB', 'innerB', 'columnB'],
  body: `const line = wholeQuotient(this.thread.x, n);
const column = this.thread.x - line * n;
const block = wholeQuotient(line, m);
const row = line - block * m;
const batch = wholeQuotient(block, parts);
const first = (block - batch * parts) * part;
const left = batch * batchA + row * rowA;
const right = batch * batchB + column * columnB;
let total = 0;
for (let e = 0; e < part; e++) {
  const p = first + e;
  if (p < k) {
    total = total + a[left + p * innerA] * b[right + p * innerB];
  }
}
return total;`,
};

/** Threads that keep a device busy: products with fewer elements share out their inner axis. */
const enough = 2 ** 14;
/** Products that a thread adds up at least. */
const least = 64;

export function matmul(
  device: Device,
  { a, b, transposeA, transposeB, shape }: Parameters<Kernels['matmul']>[0],
): Slot {
  const [batch, m, n] = shape as readonly [number, number, number];
  const k = a.shape[transposeA ? 1 : 2]!;
  const size = sizeOf(shape);
  const wanted = Math.min(Math.ceil(k / least), Math.ceil(enough / Math.max(1, size)));
  const part = Math.ceil(k / Math.max(1, wanted));
  const parts = Math.max(1, Math.ceil(k / Math.max(1, part)));
  const left = [a.shape[0] === 1 ? 0 : m * k, transposeA ? 1 : k, transposeA ? m : 1];
  const right = [b.shape[0] === 1 ? 0 : k * n, transposeB ? 1 : n, transposeB ? k : 1];
  const words = [m, n, k, parts, part, ...left, ...right];
  const partial = device.launch(source, size * parts, [slotOf(a), slotOf(b)], words);
  if (parts === 1) return partial;
  const y = sumOf(device, 'plain', partial, { a: 1, kept: batch, c: parts, inner: m * n });
  device.free(partial);
  return y;
}
