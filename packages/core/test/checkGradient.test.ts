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

/** Its first derivative is right and its second is wrong: a factor in its rule is detached. */
const flat = defineOp<[x: Tensor]>('flat', {
  forward: ([x]) => x.mul(x),
  backward: (dy, { inputs: [x] }) => [dy.mul(x.detach()).mul(2)],
});

describe('checkGradient', () => {
  test('accepts a right gradient', () => {
    checkGradient(square(2), [doubles([1, -2])], { order: 2 });
  });

  test('names input, index, expected and received of a wrong gradient', () => {
    const x = doubles([[1, 2, 3]]);
    const wrong = () => checkGradient((a, b) => a.add(square(2.001)(b)), [x, x]);
    expect(wrong).toThrow(GradientError);
    expect(wrong).toThrow(
      /^\[checkGradient\] expected gradient of input 1 at \[0, 0\] to be [\d.]+ \(central differences\) but received [\d.]+/,
    );
  });

  test('calls the inputs what it is told to', () => {
    const x = doubles([1]);
    const wrong = () => checkGradient((a, b) => a.add(square(3)(b)), [x, x], { names: ['a', 'weight'] });
    expect(wrong).toThrow('expected gradient of weight at [0] to be');
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

  test('accepts differences up to the tolerance, relative to values above 1', () => {
    const nearly = square(2.001);
    expect(() => checkGradient(nearly, [doubles([1])])).toThrow(GradientError);
    checkGradient(nearly, [doubles([1])], { tolerance: 1e-3 });
    checkGradient(nearly, [doubles([1000])], { tolerance: 1e-3 });
    expect(() => checkGradient(nearly, [doubles([1000])], { tolerance: 1e-4 })).toThrow(GradientError);
    // Below 1 the tolerance is absolute.
    checkGradient(square(2.1), [doubles([1e-3])], { tolerance: 1e-3 });
  });

  test('takes a step relative to inputs above 1, of the given size', () => {
    const cube = (x: Tensor): Tensor => x.mul(x).mul(x);
    checkGradient(cube, [doubles([1e4])]);
    // (x + h)³ − (x − h)³ is 2h (3x² + h²): a wide step is off by h².
    expect(() => checkGradient(cube, [doubles([1])], { step: 0.1 })).toThrow(GradientError);
    checkGradient(cube, [doubles([1])], { step: 0.1, tolerance: 0.02 });
  });

  test('takes a full step also at 0', () => {
    checkGradient((x) => x.exp(), [doubles([0, 1e-9])], { order: 2 });
  });

  test('weights the elements of an output by its seed, each differently', () => {
    const said = (seed?: number): string => {
      try {
        checkGradient(square(3), [doubles([1, 1])], seed === undefined ? {} : { seed });
      } catch (error) {
        return String(error);
      }
      return 'nothing';
    };
    expect(said()).toBe(said(0));
    expect(said(1)).not.toBe(said(0));
    // x₀ and x₁ give the same value, but for the weights: a rule that exchanges them is wrong.
    const exchanged = defineOp<[x: Tensor]>('exchanged', {
      forward: ([x]) => x.mul(2),
      backward: (dy) => [dy.mul(2).flip(0)],
    });
    expect(() => checkGradient((x) => exchanged([x]), [doubles([1, 1])])).toThrow(GradientError);
  });

  test('fails for float32', () => {
    expect(() => checkGradient((x) => x, [tensor([1])])).toThrow(DTypeError);
  });
});
