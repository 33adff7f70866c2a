import type { Kernels } from '@spikegrad/core';
import { describeProduct } from '../generated/descriptors.js';
import { addressOf, type Machine } from '../machine/machine.js';
import type { Block } from '../memory/allocator.js';
import { roundUp } from '../memory/roundUp.js';

export function matmul(
  machine: Machine,
  { a, b, transposeA, transposeB, shape }: Parameters<Kernels['matmul']>[0],
): Block {
  const { rows, panel, columnsAtOnce } = machine.sizes.multiply;
  const [batch, m, n] = shape as readonly [number, number, number];
  const [batchA, batchB] = [a.shape[0]!, b.shape[0]!];
  const k = a.shape[transposeA ? 1 : 2]!;
  const y = machine.allocate(shape);
  machine.withScratch([batchA * roundUp(m, rows) * k, batchB * roundUp(n, panel) * k], (left, right) => {
    const words = describeProduct({
      ...{ y: y.pointer, a: addressOf(a), b: addressOf(b), left: left!, right: right! },
      ...{ batchA, batchB, m, n, k, transposeA: Number(transposeA), transposeB: Number(transposeB) },
    });
    machine.run('packLeft', words, batchA * Math.ceil(m / rows), batchA * m * k);
    machine.run('packRight', words, batchB * Math.ceil(n / panel), batchB * n * k);
    machine.run('multiply', words, batch * Math.ceil(n / columnsAtOnce), batch * m * n * k);
  });
  return y;
}
