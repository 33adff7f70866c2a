import { describe, expect, test } from '@jest/globals';
import { defineOp, DTypeError, GradientError, tensor, type Tensor } from '@spikegrad/core';
import { checkGradient } from '@spikegrad/core/testing';
import { doubles } from './read.js';

/** A square whose rule has another factor. */
const square = (factor: number): ((x: Tensor) => Tensor) => {
  const op = defineOp<[x: Tensor]>('square', {
    forward: ([x]) => x.mul(x),
    backward: (dy, { inputs: [x] }) => [dy.mul(x).mul(factor)],
  });
  return (x) => op([x]);
};

/** Right at first, wrong when differentiated again: the rule's own factor is cut off the tape. */
const flat = defineOp<[x: Tensor]>('flat', {
  forward: ([x]) => x.mul(x),
  backward: (dy, { inputs: [x] }) => [dy.mul(x.detach()).mul(2)],
});

describe('checkGradient', () => {
  test('accepts what is right', () => {
    checkGradient(square(2), [doubles([1, -2])], { order: 2 });
  });

  test('names input, index, expected and received of what is wrong', () => {
    const x = doubles([[1, 2, 3]]);
    const wrong = () => checkGradient((a, b) => a.add(square(2.001)(b)), [x, x]);
    expect(wrong).toThrow(GradientError);
    expect(wrong).toThrow(/gradient of input 1 at \[0, 0\] to be [\d.]+ \(central differences\) but received [\d.]+/);
  });

  test('finds a gradient that is not differentiable again', () => {
    const x = doubles([1, -2]);
    checkGradient((t) => flat([t]), [x]);
    expect(() => checkGradient((t) => flat([t]), [x], { order: 2 })).toThrow('second gradient of input 0 at [0]');
  });

  test('accepts a function that does not depend on its input', () => {
    checkGradient((x) => x.mul(0).detach().add(1), [doubles([1])], { order: 2 });
  });

  test('leaves no tensors behind', () => {
    const x = doubles([1, -2]);
    const { memory } = x.backend;
    const before = memory();
    checkGradient(square(2), [x], { order: 2 });
    expect(memory().tensors).toBe(before.tensors);
  });

  test('refuses float32', () => {
    expect(() => checkGradient((x) => x, [tensor([1])])).toThrow(DTypeError);
  });
});
