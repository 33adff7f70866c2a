import { describe, expect, test } from '@jest/globals';
import { defineOp, GradientError, memory, ones, Random, tensor, ValueError, type Tensor } from '@spikegrad/core';
import { Linear, Module, Parameter, Sequential } from '@spikegrad/nn';
import { sigmoid, type Surrogate } from '@spikegrad/neurons';
import { checkModuleGradient, checkSurrogate, largestDifference, slopesOf } from '../src/index.js';

const dtype = 'float64';
const frames = new Random(2).normal([2, 3, 2], { dtype });

/** `x · factor`, whose gradient of the factor is off by `error`. */
const scaled = (error: number) =>
  defineOp<[x: Tensor, factor: Tensor]>('scaled', {
    forward: ([x, factor]) => x.mul(factor),
    backward: (dy, { inputs: [x, factor] }) => [
      dy.mul(factor),
      dy
        .mul(x)
        .mul(1 + error)
        .sum()
        .reshape([1]),
    ],
  });

class Gain extends Module {
  readonly held = { factors: [new Parameter(tensor([1.5], { dtype }))] };
  readonly error: number;

  constructor(error = 0) {
    super();
    this.error = error;
  }

  override forward(x: Tensor): Tensor {
    return scaled(this.error)([x, this.held.factors[0]!]);
  }
}

class Mapped extends Module {
  readonly factors = new Map([['one', new Parameter(ones([1], { dtype }))]]);

  override forward(x: Tensor): Tensor {
    return x.mul(this.factors.get('one')!);
  }
}

const layers = (error: number) => () =>
  new Sequential(new Linear(2, 2, { random: new Random(1), dtype }), new Gain(error));

describe('checkModuleGradient', () => {
  test('accepts right gradients of input and parameters, of the second order too', () => {
    checkModuleGradient(layers(0), frames, { order: 2 });
  });

  test('names the parameter whose gradient is wrong', () => {
    const wrong = () => checkModuleGradient(layers(1e-3), frames);
    expect(wrong).toThrow(GradientError);
    expect(wrong).toThrow('[checkGradient] expected gradient of layers.1.held.factors.0 at [0] to be');
  });

  test('leaves no tensors behind', () => {
    const before = memory().tensors;
    checkModuleGradient(layers(0), frames);
    expect(memory().tensors).toBe(before);
  });

  test('refuses a parameter in a map, which it cannot replace', () => {
    const act = () => checkModuleGradient(() => new Mapped(), frames);
    expect(act).toThrow(ValueError);
    expect(act).toThrow(
      '[checkModuleGradient] expected factors.one in fields, arrays and plain objects but received a Map',
    );
  });
});

describe('checkSurrogate', () => {
  const smooth = (x: number): number => 1 / (1 + Math.exp(-4 * x));
  const twice: Surrogate = { name: 'twice', slope: (x) => sigmoid(4).slope(x).mul(2) };

  test('accepts the slope of the smooth function', () => {
    checkSurrogate(sigmoid(4), smooth, [-2, -0.1, 0, 0.3, 4]);
    expect(slopesOf(sigmoid(4), [0])).toEqual([1]);
  });

  test('names surrogate and place of another slope', () => {
    const wrong = () => checkSurrogate(twice, smooth, [9, 0.5]);
    expect(wrong).toThrow(GradientError);
    expect(wrong).toThrow(
      /\[checkSurrogate\] expected slope of twice at 0\.5 to be 0\.41997\d+ \(central differences\) but received 0\.8399/,
    );
  });

  test('takes a tolerance and a step, and no other options', () => {
    checkSurrogate(twice, smooth, [0.5], { tolerance: 0.5 });
    expect(() => checkSurrogate(sigmoid(4), smooth, [0.5], { step: 0.5 })).toThrow(GradientError);
    expect(() => checkSurrogate(sigmoid(4), smooth, [], { order: 2 } as object)).toThrow(ValueError);
  });
});

describe('largestDifference', () => {
  test('is absolute up to 1 and relative above, over lists and objects', () => {
    expect(largestDifference(0.5, 0.25)).toBe(0.25);
    expect(largestDifference([1, 200], [1, 100])).toBe(0.5);
    expect(largestDifference({ a: [1, [0]], b: 3 }, { b: 3, a: [1, [0.125]] })).toBe(0.125);
    expect(largestDifference([], [])).toBe(0);
    expect(largestDifference([1], [NaN])).toBeNaN();
  });

  test('refuses other forms', () => {
    expect(() => largestDifference([1], [1, 2])).toThrow(
      '[largestDifference] expected the entries 0 but received 0, 1',
    );
    expect(() => largestDifference({ a: 1 }, { b: 1 })).toThrow(ValueError);
    expect(() => largestDifference(1, [1])).toThrow('two of the same form but received 1 and an array');
  });
});
