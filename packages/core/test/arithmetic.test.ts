import { describe, expect, test } from '@jest/globals';
import { DTypeError, grad, ShapeError, tensor, where, zeros, type Tensor } from '@spikegrad/core';
import { doubles, leaf, read } from './read.js';

const a = doubles([-2, 0, 3]);
const b = doubles([2, 0, -1]);

describe('worked by hand:', () => {
  test.each<[string, Tensor, readonly number[]]>([
    ['add', a.add(b), [0, 0, 2]],
    ['add of a number', a.add(1), [-1, 1, 4]],
    ['sub', a.sub(b), [-4, 0, 4]],
    ['mul', a.mul(b), [-4, 0, -3]],
    ['div', a.div(b), [-1, NaN, -3]],
    ['pow', a.pow(2), [4, 0, 9]],
    ['maximum', a.maximum(b), [2, 0, 3]],
    ['minimum', a.minimum(0), [-2, 0, 0]],
    ['equal', a.equal(b), [0, 1, 0]],
    ['notEqual', a.notEqual(b), [1, 0, 1]],
    ['less', a.less(b), [1, 0, 0]],
    ['lessEqual', a.lessEqual(b), [1, 1, 0]],
    ['greater', a.greater(b), [0, 0, 1]],
    ['greaterEqual', a.greaterEqual(b), [0, 1, 1]],
    ['neg', a.neg(), [2, -0, -3]],
    ['abs', a.abs(), [2, 0, 3]],
    ['sign', a.sign(), [-1, 0, 1]],
    ['exp', doubles([0, 1]).exp(), [1, Math.E]],
    ['log', doubles([1, Math.E]).log(), [0, 1]],
    ['log1p', doubles([0, 1e-20]).log1p(), [0, 1e-20]],
    ['sqrt', doubles([0, 9]).sqrt(), [0, 3]],
    ['tanh', doubles([0, Infinity]).tanh(), [0, 1]],
    ['sigmoid', doubles([0, -Infinity, Infinity]).sigmoid(), [0.5, 0, 1]],
    ['erf', doubles([0, Infinity]).erf(), [0, 1]],
    ['relu', a.relu(), [0, 0, 3]],
    ['clamp', a.clamp(-1, 2), [-1, 0, 2]],
    ['where', where(a, b, doubles([7, 8, 9])), [2, 8, -1]],
  ])('%s', (_, y, expected) => {
    expect(read(y)).toEqual(expected);
  });

  test('a row and a column broadcast to a table', () => {
    const table = doubles([[1], [2]]).mul(doubles([3, 4, 5]));
    expect(table.shape).toEqual([2, 3]);
    expect(read(table)).toEqual([3, 4, 5, 6, 8, 10]);
  });

  test('an operand broadcast over an empty axis gives an empty result, and its gradient is 0', () => {
    const x = leaf([[3]]);
    const y = x.mul(zeros([0, 2], { dtype: 'float64' }));
    expect(y.shape).toEqual([0, 2]);
    expect(read(grad(y.sum(), [x])[0])).toEqual([0]);
  });
});

describe('at a kink or pole of a formula, the gradient is that of the table of primitives:', () => {
  const slope = (f: (x: Tensor) => Tensor, at: number): number => {
    const x = leaf(at);
    return read(grad(f(x), [x])[0])[0]!;
  };

  test.each<[string, number, number]>([
    ['relu at 0 is flat', slope((x) => x.relu(), 0), 0],
    ['abs at 0 is flat', slope((x) => x.abs(), 0), 0],
    ['maximum gives half to each of two equal operands', slope((x) => x.maximum(1), 1), 0.5],
    ['minimum gives half to each of two equal operands', slope((x) => x.minimum(1), 1), 0.5],
    ['clamp passes at its lower border', slope((x) => x.clamp(-1, 1), -1), 1],
    ['clamp passes at its upper border', slope((x) => x.clamp(-1, 1), 1), 1],
    ['clamp stops outside', slope((x) => x.clamp(-1, 1), 1.5), 0],
    ['x¹ at 0 has slope 1', slope((x) => x.pow(1), 0), 1],
    ['x² at 0 has slope 0', slope((x) => x.pow(2), 0), 0],
    ['x⁰ at 0 has slope 0', slope((x) => x.pow(0), 0), 0],
    ['0ˣ has slope 0', slope((x) => doubles(0).pow(x), 2), 0],
  ])('%s', (_, received, expected) => {
    expect(received).toBe(expected);
  });
});

describe('refused:', () => {
  test('shapes that do not broadcast', () => {
    const mismatch = () => tensor([1, 2]).add(tensor([1, 2, 3]));
    expect(mismatch).toThrow(ShapeError);
    expect(mismatch).toThrow('[add] expected shapes that broadcast to one but received [2] and [3]');
  });

  test('operands of two dtypes', () => {
    expect(() => tensor([1]).add(doubles([1]))).toThrow(DTypeError);
    expect(() => tensor([1]).add(doubles([1]))).toThrow('operands of one dtype but received float32 and float64');
  });
});
