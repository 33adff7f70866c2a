import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import {
  avgPool2d,
  channelAffine,
  channelNormGradient,
  channelStatistics,
  conv2d,
  fromData,
  grad,
  matmul,
  Random,
  type Backend,
} from '@spikegrad/core';
import { createBackend } from '@spikegrad/wasm/kernels';
import { compile, findCompiler } from '../generate/compile.mjs';
import { kernelSetOf } from '../src/addon.js';
import { backendOf, sets } from './backends.js';

const folder = mkdtempSync(join(tmpdir(), 'spikegrad-bits-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The same source for any processor: vectors of four lanes, and each fused multiplication by the function `fmaf` of the C library. */
async function plainBackend(): Promise<Backend | null> {
  const compiler = await findCompiler();
  if (compiler === null || sets.length === 0) return null;
  const module = join(folder, 'plain.node');
  await compile(compiler, module, { plain: [] });
  const { bind } = createRequire(import.meta.url)(module);
  return createBackend(1, { sharedFrom: 0, kernels: kernelSetOf(module, bind, 'plain') });
}

const bitsOf = (values: ArrayLike<number>): Uint32Array => new Uint32Array(Float32Array.from(values).buffer);

/** Results of every kernel: sparse and dense convolutions with their gradients, products, norms and pooling, of odd sizes. */
function compute(backend: Backend): readonly Uint32Array[] {
  const random = new Random(3);
  const convolutions = [
    { shape: [3, 19, 13, 11], outputs: 37, density: 0.1, kernel: 3, padding: 1, stride: 1 },
    { shape: [2, 19, 13, 11], outputs: 37, density: 1, kernel: 3, padding: 1, stride: 1 },
    { shape: [3, 9, 4, 4], outputs: 70, density: 1, kernel: 3, padding: 2, stride: 1 },
    { shape: [2, 5, 13, 11], outputs: 7, density: 1, kernel: 3, padding: 1, stride: 2 },
    { shape: [1, 33, 3, 3], outputs: 40, density: 0.3, kernel: 3, padding: 1, stride: 1 },
    { shape: [5, 9, 6, 4], outputs: 18, density: 1, kernel: 3, padding: 1, stride: 1 },
    { shape: [3, 19, 9, 8], outputs: 9, density: 1, kernel: 3, padding: 1, stride: 1 },
    { shape: [3, 35, 7, 16], outputs: 8, density: 1, kernel: 3, padding: 1, stride: 1 },
    { shape: [1, 17, 13, 32], outputs: 12, density: 1, kernel: 3, padding: 1, stride: 1 },
  ].flatMap(({ shape, outputs, density, kernel, padding, stride }) => {
    const [chance, drawn] = [random.uniform(shape).dataSync(), random.normal(shape).dataSync()];
    const x = fromData(
      chance.map((value, i) => (value < density ? drawn[i]! : 0)),
      shape,
      { backend, requiresGrad: true },
    );
    const w = random.normal([outputs, shape[1]!, kernel, kernel], { backend, requiresGrad: true });
    const y = conv2d(x, w, null, { padding, stride });
    return [y, ...grad(y, [x, w], { gradient: random.normal(y.shape, { backend }) })];
  });
  const product = matmul(random.normal([3, 37, 611], { backend }), random.normal([1, 611, 29], { backend }));
  const norms = [
    [3, 5, 7, 9],
    [2, 3, 37, 41],
    [4, 6, 4, 4],
  ].flatMap((shape) => {
    const [x, dy] = [random.normal(shape, { backend }).add(3), random.normal(shape, { backend })];
    const scale = random.uniform([shape[1]!], { backend }).add(1);
    const { mean, variance } = channelStatistics(x);
    const { dx, sum, product } = channelNormGradient(dy, { x, mean, inverseDeviation: scale, scale });
    return [mean, variance, dx, sum, product, channelAffine(x, scale, mean), dx.sum([0, 2, 3])];
  });
  const pools = [
    [2, 3, 34, 42],
    [2, 3, 9, 13],
  ].flatMap((shape) => {
    const x = random.normal(shape, { backend, requiresGrad: true });
    const y = avgPool2d(x, 2);
    return [y, ...grad(y, [x], { gradient: random.normal(y.shape, { backend }) }), x.max([2, 3]), x.max(1)];
  });
  return [...convolutions, product, ...norms, ...pools].map((each) => bitsOf(each.dataSync()));
}

test('every instruction set gives the bits of plain C', async () => {
  const plain = await plainBackend();
  expect(plain === null).toBe(sets.length === 0);
  if (plain === null) return;
  const expected = compute(plain);
  for (const set of sets) expect(compute(backendOf(set, 1))).toEqual(expected);
});
