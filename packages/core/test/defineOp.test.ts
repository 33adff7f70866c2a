import { describe, expect, test } from '@jest/globals';
import {
  BackendError,
  cpu,
  defineOp,
  grad,
  GradientError,
  ones,
  ShapeError,
  tensor,
  type Tensor,
} from '@spikegrad/core';
import { checkGradient } from '@spikegrad/core/testing';
import { leaf, read } from './read.js';

const cube = defineOp<[x: Tensor]>('cube', {
  forward: ([x]) => x.mul(x).mul(x),
  backward: (dy, { inputs: [x] }) => [dy.mul(x).mul(x).mul(3)], // dx³/dx = 3x²
});

const scaled = defineOp<[x: Tensor, y: Tensor], { readonly factor: number }>('scaled', {
  forward: ([x, y], { factor }) => x.mul(y).mul(factor),
  backward: (dy, { inputs: [x, y], options: { factor }, needs }) => [
    needs[0] ? dy.mul(y).mul(factor) : null,
    needs[1] ? dy.mul(x).mul(factor) : null,
  ],
});

describe('a defined operation', () => {
  test('is differentiated by its rule, and so is the rule', () => {
    expect(read(cube([leaf([2])]))).toEqual([8]);
    checkGradient((x) => cube([x]), [leaf([0.5, -1])], { order: 2 });
    checkGradient((x, y) => scaled([x, y], { factor: 3 }), [leaf([0.5, -1]), leaf([2, 4])], { order: 2 });
  });

  test('frees the intermediate tensors of its value', () => {
    const backend = cpu();
    const x = ones([4], { backend });
    cube([x]);
    expect(backend.memory().tensors).toBe(2);
  });

  test('may read its output', () => {
    const exponential = defineOp<[x: Tensor]>('exponential', {
      forward: ([x]) => x.exp(),
      backward: (dy, { output: y }) => [dy.mul(y)],
    });
    checkGradient((x) => exponential([x]), [leaf([0.5, -1])], { order: 2 });
  });

  test('may return an input as its value, and dy or an input as its gradient', () => {
    const x = leaf([3]);
    const through = defineOp<[x: Tensor]>('through', { forward: ([t]) => t, backward: (dy) => [dy] });
    const y = through([x]);
    expect(y).not.toBe(x);
    expect(read(grad(y, [x])[0])).toEqual([1]);
    const odd = defineOp<[x: Tensor]>('odd', { forward: ([t]) => t.mul(2), backward: (_dy, { inputs: [t] }) => [t] });
    odd([x])
      .add(odd([x]))
      .backward();
    expect([read(x), read(x.grad!)]).toEqual([[3], [6]]);
  });

  test('stops the gradient with null', () => {
    const stop = defineOp<[x: Tensor]>('stop', { forward: ([t]) => t.mul(1), backward: () => [null] });
    const x = leaf([3]);
    expect(read(grad(stop([x]).mul(x), [x])[0])).toEqual([3]);
  });

  test('fails, with its name, for a rule with another shape or too few gradients', () => {
    const wrong = defineOp<[x: Tensor]>('wrong', { forward: ([t]) => t.mul(1), backward: (dy) => [dy.sum()] });
    const x = leaf([1, 2]);
    expect(() => wrong([x]).sum().backward()).toThrow(ShapeError);
    expect(() => wrong([x]).sum().backward()).toThrow('[wrong gradient] expected [2] for input 0 but received []');
    const few = defineOp<[x: Tensor, y: Tensor]>('few', { forward: ([t, u]) => t.mul(u), backward: (dy) => [dy] });
    expect(() => few([x, x]).sum().backward()).toThrow(GradientError);
  });

  test('fails for a tensor instead of an array of tensors', () => {
    const act = () => cube(ones([1]) as unknown as [Tensor]);
    expect(act).toThrow(BackendError);
    expect(act).toThrow('[cube] expected an array of tensors, cube([x]), but received a tensor');
  });

  test('is not recorded if no input requires a gradient', () => {
    expect(cube([tensor([2])]).requiresGrad).toBe(false);
  });
});
