import { describe, expect, test } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { conv2d, cpu, linear, ones, Random, scope, type Backend, type Tensor } from '@spikegrad/core';

/** A convolution, a nonlinearity and a linear layer, trained by gradient descent. */
function trainer(backend: Backend): () => void {
  const random = new Random(1);
  const image = random.normal([2, 1, 5, 5], { backend });
  const parameters = [random.normal([3, 1, 3, 3], { backend }), random.normal([2, 27], { backend, deviation: 0.1 })];
  for (const parameter of parameters) parameter.requiresGrad = true;
  const [kernel, weight] = parameters as [Tensor, Tensor];
  return () =>
    scope(() => {
      const hidden = conv2d(image, kernel).tanh();
      const loss = linear(hidden.flatten(), weight).logSoftmax().slice(1, 0, 1).neg().mean();
      loss.backward();
      for (const parameter of parameters) {
        parameter.replace(parameter.sub(parameter.grad!.mul(0.05)).detach());
        parameter.grad!.dispose();
        parameter.grad = null;
      }
    });
}

describe('memory', () => {
  test('is constant over a thousand steps of training inside a scope', () => {
    const backend = cpu();
    const step = trainer(backend);
    step();
    const after = backend.memory();
    for (let i = 0; i < 1000; i++) step();
    expect(backend.memory()).toEqual(after);
    expect(after.tensors).toBe(3);
  });

  test('of gradients that accumulate is constant too', () => {
    const backend = cpu();
    const w = ones([4], { backend, requiresGrad: true });
    for (let i = 0; i < 10; i++) scope(() => w.mul(w).sum().backward());
    expect(backend.memory()).toMatchObject({ tensors: 2, bytes: 32 });
    expect([...w.grad!.dataSync()]).toEqual([20, 20, 20, 20]);
  });

  test('of tensors outside scopes is freed when they are garbage-collected', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const backend = cpu();
    const forget = (): void => {
      for (let i = 0; i < 100; i++) ones([10], { backend }).add(1);
    };
    forget();
    expect(backend.memory().tensors).toBe(200);
    for (let turn = 0; turn < 50 && backend.memory().tensors > 0; turn++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(backend.memory()).toMatchObject({ tensors: 0, bytes: 0 });
  });

  test('of a freed graph is released although its result is kept', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const backend = cpu();
    const w = ones([4], { backend, requiresGrad: true });
    const loss = w.mul(w).exp().sum();
    loss.backward();
    for (let turn = 0; turn < 50 && backend.memory().tensors > 3; turn++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(backend.memory().tensors).toBe(3);
    expect(loss.isFreed).toBe(false);
  });
});

test('gradients from many branches are added one by one, and none of them is kept', () => {
  const backend = cpu();
  const [size, branches] = [1000, 20];
  const x = ones([size], { backend, requiresGrad: true });
  scope(() => {
    const hidden = x.mul(1); // the gradient of a result is added in another place than that of a leaf
    for (const from of [x, hidden]) {
      let y = from.mul(2).sum();
      for (let i = 0; i < branches; i++) y = y.add(from.mul(i).sum());
      const { bytes } = backend.memory();
      backend.resetPeak();
      y.backward();
      expect(backend.memory().peakBytes - bytes).toBeLessThan(8 * 4 * size);
    }
  });
});
