import fc from 'fast-check';
import { conv2d, fromData, grad, Random, type Backend, type DType, type Tensor } from '@spikegrad/core';

/** The largest sizes of a generated convolution. */
interface Limits {
  readonly samples: number;
  readonly channels: number;
  readonly outputs: readonly [least: number, most: number];
  /** Height and width. */
  readonly size: number;
  readonly stride: number;
}

/** Convolutions of any geometry. `density` is the fraction of input values that are not 0. */
export const convolutions = ({ samples, channels, outputs: [min, max], size, stride }: Limits) =>
  fc.record({
    samples: fc.integer({ min: 1, max: samples }),
    channels: fc.integer({ min: 1, max: channels }),
    outputs: fc.integer({ min, max }),
    groups: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 1, max: size }),
    width: fc.integer({ min: 1, max: size }),
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: stride }),
    padding: fc.integer({ min: 0, max: 2 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    density: fc.constantFrom<number>(0, 0.02, 0.15, 0.3, 1),
    valued: fc.boolean(),
    seed: fc.nat(1000),
  });
export type Convolution = ReturnType<typeof convolutions> extends fc.Arbitrary<infer T> ? T : never;

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

/** Whether the window fits into the padded input. */
export const fits = (g: Convolution): boolean =>
  g.dilation * (g.kernel - 1) + 1 <= Math.min(g.height, g.width) + 2 * g.padding;
