import { expect, test } from '@jest/globals';
import {
  channelStatistics,
  conv2d,
  DisposedBackendError,
  linear,
  memory,
  meta,
  ones,
  Random,
  ShapeError,
  zeros,
} from '@spikegrad/core';

test('meta runs a network of any size, forward and backward, with shapes only', () => {
  const options = { backend: meta(), requiresGrad: true };
  const before = memory();
  const x = zeros([1_000_000, 3, 224, 224], options);
  const w = zeros([4096, 3, 3, 3], options);
  const hidden = conv2d(x, w, null, { stride: 2, padding: 1 }).relu();
  expect(hidden.shape).toEqual([1_000_000, 4096, 112, 112]);
  expect(channelStatistics(hidden).variance.shape).toEqual([4096]);
  const y = linear(hidden.mean([2, 3]), ones([10, 4096], options)).softmax();
  expect(y.shape).toEqual([1_000_000, 10]);
  y.argmax(1);
  y.sum().backward();
  expect(w.grad!.shape).toEqual([4096, 3, 3, 3]);
  expect(memory()).toEqual(before);
});

test('meta fails for the shapes for which every backend fails', () => {
  const backend = meta();
  expect(() => zeros([2, 3], { backend }).matmul(zeros([2, 3], { backend }))).toThrow(ShapeError);
});

test('meta draws no values, but the generator’s state advances', () => {
  const [there, here] = [new Random(1), new Random(1)];
  there.normal([1_000_000_000], { backend: meta() });
  here.seek({ ...here.state, index: 2_000_000_000 });
  expect(there.next()).toBe(here.next());
});

test('every use of meta fails after dispose', async () => {
  const backend = meta();
  const x = zeros([2, 3], { backend });
  backend.dispose();
  expect(() => x.add(1)).toThrow(DisposedBackendError);
  expect(() => zeros([2, 3], { backend })).toThrow('[meta] expected a backend that is not disposed');
  await expect(backend.read(0, 'float32', 1)).rejects.toThrow(DisposedBackendError);
  expect(backend.memory()).toEqual({ tensors: 0, bytes: 0, peakBytes: 0 });
});

test('resetPeak of meta sets the peak to the bytes in use', () => {
  const backend = meta();
  zeros([100], { backend }).dispose();
  const kept = zeros([10], { backend });
  expect(backend.memory()).toEqual({ tensors: 1, bytes: 40, peakBytes: 400 });
  backend.resetPeak();
  expect(backend.memory().peakBytes).toBe(40);
  kept.dispose();
  expect(backend.memory()).toEqual({ tensors: 0, bytes: 0, peakBytes: 40 });
});
