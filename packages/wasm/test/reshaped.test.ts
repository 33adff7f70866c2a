import { describe, test } from '@jest/globals';
import {
  channelNormGradient,
  conv2d,
  elementwise,
  fromData,
  grad,
  Random,
  sizeOf,
  type Backend,
  type Tensor,
} from '@spikegrad/core';
import { expectAgreement } from './agreement.js';

/** Sparse values without drawing them. */
const spikes = (shape: readonly number[], backend: Backend): Tensor =>
  fromData(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 611) % 1009 < 90 ? 1 : 0)),
    shape,
    { backend },
  );

describe('What is kept beside a tensor', () => {
  test.each([
    ['another number of channels', [4, 8, 2, 2], [4, 32]],
    ['another number of axes', [4, 8, 2, 2], [4, 2, 4, 2, 2]],
    ['other places', [4, 8, 2, 2], [4, 8, 4]],
  ])('is not taken for the sums of a gradient in another shape: %s', (_, shape, other) => {
    expectAgreement((backend) => {
      const random = new Random(1);
      const [x, dy] = [1, 2].map(() => random.normal(shape, { backend })) as [Tensor, Tensor];
      const scale = random.uniform([shape[1]!], { backend }).add(1);
      const { dx } = channelNormGradient(dy, { x, mean: scale, inverseDeviation: scale, scale });
      const around = other.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
      return [dx.sum([0, 2, 3]), dx.reshape(other).sum(around)];
    });
  });

  test.each([
    ['other samples', [1, 16, 32, 32], [4, 16, 16, 16]],
    ['other planes', [8, 16, 8, 8], [16, 16, 4, 8]],
    ['planes that fill no lines', [16, 16, 6, 8], [32, 16, 3, 8]],
  ])('is not taken for the spikes of an input in another shape: %s', (_, shape, other) => {
    expectAgreement((backend) => {
      const x = spikes(shape, backend);
      const w = new Random(1).normal([32, 16, 3, 3], { backend, requiresGrad: true });
      return [shape, other].flatMap((each) => {
        const y = conv2d(x.reshape(each), w, null, { padding: 1 });
        return [y, ...grad(y.mul(y).sum(), [w])];
      });
    });
  });

  test('is not taken for the weights of a convolution in another shape', () => {
    expectAgreement((backend) => {
      const w = new Random(1).normal([64, 32, 3, 3], { backend });
      return [w, w.reshape([32, 64, 3, 3])].flatMap((each) => {
        const dense = new Random(2).normal([1, each.shape[1]!, 12, 12], { backend });
        const few = spikes([1, each.shape[1]!, 4, 4], backend);
        return [dense, few].map((x) => conv2d(x, each, null, { padding: 1 }));
      });
    });
  });
});

describe('A sum that may wait', () => {
  const two = elementwise('sum and term', ['x', 'b'], [], ({ x, b }) => ({ u: x.add(b), kept: x }));
  const other = elementwise('sum of one', ['x', 'b'], [], ({ x }) => ({ u: x.add(1) }));

  test('is no formula that gives more, or that adds anything else', () => {
    expectAgreement((backend) => {
      const random = new Random(1);
      const x = random.normal([2, 3, 4, 4], { backend });
      const b = random.normal([3, 1, 1], { backend });
      const { u, kept } = two({ x, b });
      return [u, kept, other({ x, b }).u];
    });
  });
});

test('Planes much wider than high go by way of Winograd with memory for a few of their tiles', () => {
  expectAgreement((backend) => {
    const random = new Random(1);
    const x = random.normal([1, 9, 3, 261], { backend });
    const w = random.normal([9, 9, 3, 3], { backend });
    return [conv2d(x, w, null, { padding: 1 })];
  });
});
