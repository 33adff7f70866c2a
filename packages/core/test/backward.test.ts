import { describe, expect, test } from '@jest/globals';
import {
  backward,
  FreedTensorError,
  GradientError,
  noGrad,
  scope,
  ShapeError,
  tensor,
  ValueError,
} from '@spikegrad/core';
import { doubles, leaf, read } from './read.js';

describe('backward accumulates', () => {
  test('the gradient of the README’s example', async () => {
    const x = tensor([[1, 2], [3, 4]], { requiresGrad: true }); // prettier-ignore
    x.mul(x).sum().backward();
    expect([...(await x.grad!.data())]).toEqual([2, 4, 6, 8]);
  });

  test('over every path from a tensor', () => {
    const x = leaf([3]);
    x.add(x).backward();
    expect(read(x.grad!)).toEqual([2]);
    const y = leaf([3]);
    const square = y.mul(y);
    square.mul(y).add(square.sub(y)).backward(); // y³ + y² − y
    expect(read(y.grad!)).toEqual([27 + 6 - 1]);
  });

  test('over calls', () => {
    const x = leaf([3]);
    x.mul(2).backward();
    x.mul(5).backward();
    expect(read(x.grad!)).toEqual([7]);
  });

  test('from a given gradient, which it does not change', () => {
    const x = leaf([1, 2]);
    const gradient = doubles([10, 100]);
    x.mul(x).backward({ gradient });
    expect(read(x.grad!)).toEqual([20, 400]);
    expect(read(gradient)).toEqual([10, 100]);
    const alone = leaf([1, 2]);
    alone.backward({ gradient });
    alone.grad!.dispose();
    expect(gradient.isFreed).toBe(false);
  });

  test('into leaves that require it and no others', () => {
    const [x, y] = [leaf([2]), doubles([3])];
    x.mul(y).backward();
    expect([x.grad !== null, y.grad]).toEqual([true, null]);
  });

  test('through a rule that returns an input or its own gradient, without freeing either', () => {
    const [x, y] = [leaf([2]), leaf([5])];
    const product = x.add(y);
    product.add(product).backward();
    expect([read(x.grad!), read(y.grad!)]).toEqual([[2], [2]]);
    x.grad!.dispose();
    expect(read(y.grad!)).toEqual([2]);
  });

  test('inside noGrad, for a graph recorded outside', () => {
    const x = leaf([3]);
    const y = x.mul(x);
    noGrad(() => y.backward());
    expect(read(x.grad!)).toEqual([6]);
    expect(x.grad!.requiresGrad).toBe(false);
  });
});

describe('a graph', () => {
  test('is freed by backward, and kept by retainGraph', () => {
    const x = leaf([3]);
    const y = x.mul(x);
    y.backward({ retainGraph: true });
    y.backward();
    expect(read(x.grad!)).toEqual([12]);
    expect(() => y.backward()).toThrow(GradientError);
    expect(() => y.backward()).toThrow('retainGraph');
  });

  test('is freed where two results share it', () => {
    const x = leaf([3]);
    const shared = x.mul(x);
    const [first, second] = [shared.mul(2), shared.mul(3)];
    first.backward();
    expect(() => second.backward()).toThrow(GradientError);
    expect(read(x.grad!)).toEqual([12]);
  });

  test('with createGraph is recorded itself: gradients of gradients accumulate', () => {
    const x = leaf([3]);
    x.pow(3).backward({ createGraph: true });
    const first = x.grad!;
    expect(read(first)).toEqual([27]);
    expect(first.requiresGrad).toBe(true);
    x.grad = null;
    first.backward();
    expect(read(x.grad!)).toEqual([18]);
  });

  test('with createGraph reaches a given gradient too', () => {
    const [x, v] = [leaf([3]), leaf([1])];
    x.mul(x).backward({ gradient: v, createGraph: true });
    x.grad!.mul(1).backward();
    expect(read(v.grad!)).toEqual([6]);
  });

  test('does not begin at tensors without a gradient, in noGrad, or after detach', () => {
    const x = leaf([3]);
    expect(() => doubles([3]).backward()).toThrow(GradientError);
    expect(noGrad(() => x.mul(x)).requiresGrad).toBe(false);
    expect(() => x.mul(x).detach().backward()).toThrow(GradientError);
    x.mul(x.detach()).backward();
    expect(read(x.grad!)).toEqual([3]);
  });

  test('begins at one element, or at a given gradient of its shape', () => {
    const x = leaf([1, 2]);
    expect(() => backward(x.mul(x))).toThrow(GradientError);
    expect(() => x.mul(x).backward({ gradient: doubles([1]) })).toThrow(ShapeError);
  });

  test('fails at freed tensors', () => {
    const x = leaf([3]);
    const y = scope(() => x.mul(x).mul(x));
    expect(() => y.backward()).toThrow(FreedTensorError);
    const sum = scope(() => x.mul(x).sum()); // the gradient of a sum reads no value, and the product is freed all the same
    expect(() => sum.backward()).toThrow(FreedTensorError);
    expect(x.grad).toBe(null);
  });

  test('fails at a leaf that was replaced afterwards, whose old value it needs', () => {
    const x = leaf([3]);
    const y = x.mul(x);
    x.replace(doubles([4]));
    expect(() => y.backward()).toThrow('replaced afterwards');
    x.mul(x).backward();
    expect(read(x.grad!)).toEqual([8]);
  });

  test('allows replace() only for live leaves, with values of their shape', () => {
    const x = leaf([3]);
    expect(() => x.mul(x).replace(x)).toThrow(GradientError);
    expect(() => x.replace(doubles([1, 2]))).toThrow(ShapeError);
    const shared = x.detach();
    x.replace(doubles([4]));
    expect([read(x), read(shared)]).toEqual([[4], [3]]);
    x.dispose();
    expect(() => x.replace(doubles([5]))).toThrow(FreedTensorError);
  });
});

describe('noGrad', () => {
  test('returns the result of its function, and recording continues afterwards, also after an error', () => {
    const x = leaf([3]);
    expect(noGrad(() => [x.mul(2).requiresGrad])).toEqual([false]);
    const fail = (): never => {
      throw new Error('on purpose');
    };
    expect(() => noGrad(fail)).toThrow('on purpose');
    expect(x.mul(2).requiresGrad).toBe(true);
  });

  test('fails for an async function, which would be recorded after its first await', async () => {
    const x = leaf([3]);
    const late = async (): Promise<void> => {
      await Promise.resolve();
      throw new Error('not awaited');
    };
    expect(() => noGrad(late)).toThrow(ValueError);
    expect(() => noGrad(() => x.data())).toThrow('[noGrad] expected a synchronous function');
    expect(x.mul(2).requiresGrad).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
  });
});
