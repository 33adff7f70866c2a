import fc from 'fast-check';
import { conv2d, fromData, grad, Random, type Backend, type DType, type Tensor } from '@spikegrad/core';

/** Convolutions of any geometry, whose inputs have values other than 0 at a density. */
export const convolution = fc.record({
  samples: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: 20 }),
  outputs: fc.integer({ min: 1, max: 40 }),
  groups: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.integer({ min: 0, max: 2 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  density: fc.constantFrom<number>(0, 0.02, 0.15, 0.3, 1),
  valued: fc.boolean(),
  seed: fc.nat(1000),
});
export type Convolution = typeof convolution extends fc.Arbitrary<infer T> ? T : never;

/** Value, input gradient and weight gradient. */
export function gradients(backend: Backend, dtype: DType, g: Convolution): readonly Tensor[] {
  const random = new Random(g.seed);
  const shape = [g.samples, g.channels * g.groups, g.height, g.width];
  const [chance, drawn] = [random.uniform(shape).dataSync(), random.normal(shape).dataSync()];
  const spikes = chance.map((value, i) => (value < g.density ? (g.valued ? drawn[i]! : 1) : 0));
  const x = fromData(spikes, shape, { backend, dtype, requiresGrad: true });
  const w = random.normal([g.outputs * g.groups, g.channels, g.kernel, g.kernel], {
    backend,
    dtype,
    requiresGrad: true,
  });
  const { stride, padding, dilation, groups } = g;
  const y = conv2d(x, w, null, { stride, padding, dilation, groups });
  return [y, ...grad(y, [x, w], { gradient: random.normal(y.shape, { backend, dtype }) })];
}

export const fits = (g: Convolution): boolean =>
  g.dilation * (g.kernel - 1) + 1 <= Math.min(g.height, g.width) + 2 * g.padding;
