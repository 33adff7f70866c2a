import { describe, expect, test } from '@jest/globals';
import { cpu, defineOp, grad, GradientError, tensor, valueAndGrad, type Tensor } from '@spikegrad/core';
import { doubles, leaf, read } from './read.js';

describe('grad', () => {
  test('returns gradients in the order of its arguments and changes no .grad', () => {
    const [x, y] = [leaf([2]), leaf([5])];
    const [dy, dx] = grad(x.mul(y), [y, x]);
    expect([read(dx), read(dy)]).toEqual([[5], [2]]);
    expect([x.grad, y.grad]).toEqual([null, null]);
  });

  test('of an intermediate tensor is its complete gradient', () => {
    const x = leaf([3]);
    const u = x.mul(2);
    const [du, dx] = grad(u.mul(u).add(u), [u, x]);
    expect([read(du), read(dx)]).toEqual([[13], [26]]);
  });

  test('of the result itself is the initial gradient', () => {
    const x = leaf([3]);
    const y = x.mul(x);
    expect(grad(y, [y, x]).map(read)).toEqual([[1], [6]]);
  });

  test('of an unrelated tensor is zeros', () => {
    const [x, other] = [leaf([3]), leaf([[1, 2]])];
    const [, zero] = grad(x.mul(x), [x, other]);
    expect(zero.shape).toEqual([1, 2]);
    expect(read(zero)).toEqual([0, 0]);
  });

  test('of a tensor that requires none fails', () => {
    const x = leaf([3]);
    expect(() => grad(x.mul(2), [doubles([1])])).toThrow(GradientError);
  });

  test('neither computes nor frees branches without its inputs', () => {
    let calls = 0;
    const counted = defineOp<[x: Tensor]>('counted', {
      forward: ([x]) => x.mul(1),
      backward: (dy) => {
        calls++;
        return [dy];
      },
    });
    const [x, w] = [leaf([2]), leaf([3])];
    const below = counted([x]);
    const y = below.mul(w);
    expect(read(grad(y, [below])[0])).toEqual([3]);
    expect(calls).toBe(0);
    below.mul(7).backward();
    expect([read(x.grad!), calls]).toEqual([[7], 1]);
  });

  test('frees everything except what it returns', () => {
    const backend = cpu();
    const x = tensor([3], { backend, requiresGrad: true });
    const y = x.mul(x).mul(x);
    const before = backend.memory().tensors;
    const [dx] = grad(y, [x]);
    expect(read(dx)).toEqual([27]);
    expect(backend.memory().tensors).toBe(before + 1);
  });

  test('of a gradient of a gradient: x⁴ has 4x³, 12x², 24x', () => {
    const x = leaf([2]);
    const [first] = grad(x.pow(4), [x], { createGraph: true });
    const [second] = grad(first, [x], { createGraph: true });
    const [third] = grad(second, [x]);
    expect([first, second, third].map(read)).toEqual([[32], [48], [48]]);
  });
});

describe('valueAndGrad', () => {
  test('returns both, needs no leaves, and frees the rest', () => {
    const backend = cpu();
    const [x, y] = [tensor([3], { backend }), tensor([4], { backend })];
    const { value, gradients } = valueAndGrad((a: Tensor, b: Tensor) => a.mul(b).mul(b).sum())(x, y);
    expect(read(value)).toEqual([48]);
    expect(gradients.map(read)).toEqual([[16], [24]]);
    expect(backend.memory().tensors).toBe(5);
    expect([x.requiresGrad, value.requiresGrad]).toEqual([false, false]);
  });

  test('does not change a graph around it', () => {
    const x = leaf([3]);
    const { gradients } = valueAndGrad((t: Tensor) => t.mul(t))(x.mul(2));
    expect(read(gradients[0])).toEqual([12]);
    expect(x.grad).toBe(null);
  });
});
