import { describe, expect, test } from '@jest/globals';
import { cpu, ones, scope, tensor, ValueError, type Tensor } from '@spikegrad/core';
import { Adam, AdamW, Parameter, SGD, type AdamOptions, type Optimizer, type SGDOptions } from '../src/index.js';
import { exact, list } from './toys.js';

const parameter = (...values: number[]): Parameter => new Parameter(tensor(values, exact));

/** One step down `Σ gradient · p`. */
function move(optimizer: Optimizer, gradient: number): void {
  optimizer.zeroGrad();
  for (const each of optimizer.parameters) each.mul(gradient).sum().backward();
  optimizer.step();
}

describe('by hand', () => {
  test('SGD: p − η (g + d p)', () => {
    const p = parameter(1, -2);
    move(new SGD([p], { learningRate: 0.5, weightDecay: 0.1 }), 3);
    expect(list(p)).toEqual([1 - 0.5 * 3.1, -2 - 0.5 * 2.8]);
  });

  test('SGD with momentum', () => {
    const p = parameter(0);
    const optimizer = new SGD([p], { learningRate: 1, momentum: 0.5 });
    for (let step = 0; step < 3; step++) move(optimizer, 1);
    expect(list(p)).toEqual([-1 - 1.5 - 1.75]);
  });

  test('Adam’s first step is the learning rate, for any gradient', () => {
    for (const gradient of [1e-3, -5, 1e6]) {
      const p = parameter(0);
      move(new Adam([p], { learningRate: 0.25 }), gradient);
      expect(list(p)[0]).toBeCloseTo(-0.25 * Math.sign(gradient), 5);
    }
  });

  test('AdamW decays the value, by 0.01 by default; Adam changes the gradient', () => {
    const [decoupled, coupled] = [parameter(2), parameter(2)];
    move(new AdamW([decoupled], { learningRate: 0.5 }), 0);
    expect(list(decoupled)).toEqual([2 - 0.5 * 0.01 * 2]);
    move(new Adam([coupled], { learningRate: 0.5, weightDecay: 0.01 }), 0);
    expect(list(coupled)[0]).toBeCloseTo(1.5, 5);
  });
});

test('parameters without a gradient do not change, and the learning rate may change between steps', () => {
  const [moving, resting] = [parameter(1), parameter(1)];
  const optimizer = new SGD([moving, resting], { learningRate: 1, weightDecay: 1 });
  moving.sum().backward();
  optimizer.learningRate = 0.25;
  optimizer.step();
  expect(list(moving)).toEqual([0.5]);
  expect(list(resting)).toEqual([1]);
  expect(optimizer.steps).toBe(1);
});

test('zeroGrad frees the gradients; without it they add up', () => {
  const p = parameter(1);
  const optimizer = new SGD([p], { learningRate: 1 });
  p.sum().backward();
  p.sum().backward();
  const gradient = p.grad!;
  expect(list(gradient)).toEqual([2]);
  optimizer.zeroGrad();
  expect(gradient.isFreed).toBe(true);
  expect(p.grad).toBeNull();
});

test('values are replaced, never overwritten: tensors that share the old value keep it', () => {
  const p = parameter(1);
  const before: Tensor = p.detach();
  move(new SGD([p], { learningRate: 1 }), 1);
  expect(list(before)).toEqual([1]);
  expect(list(p)).toEqual([0]);
  expect(p.requiresGrad && p.isLeaf).toBe(true);
});

test('the state is empty for plain SGD, one tensor with momentum, two for Adam, and steps leave no other tensors', () => {
  const remembered = (make: (parameters: readonly Parameter[]) => Optimizer): readonly number[] => {
    const backend = cpu();
    const optimizer = make([new Parameter(ones([4], { backend }))]);
    return [1, 2, 3].map(() => {
      scope(() => move(optimizer, 1));
      return backend.memory().tensors - 2; // the parameter and its gradient
    });
  };
  expect(remembered((parameters) => new SGD(parameters))).toEqual([0, 0, 0]);
  expect(remembered((parameters) => new SGD(parameters, { momentum: 0.9 }))).toEqual([1, 1, 1]);
  expect(remembered((parameters) => new Adam(parameters))).toEqual([2, 2, 2]);
});

describe('errors', () => {
  const p = parameter(1);
  const negative = [-1, NaN, Infinity];

  test.each<SGDOptions>([
    ...negative.flatMap((bad) => [{ learningRate: bad }, { momentum: bad }, { weightDecay: bad }]),
    { nesterov: true },
  ])('SGD with %p', (options) => {
    expect(() => new SGD([p], options)).toThrow(ValueError);
  });

  test.each<AdamOptions>([
    ...negative.flatMap((bad) => [{ learningRate: bad }, { weightDecay: bad }, { epsilon: bad }]),
    { epsilon: 0 },
    ...[1, ...negative].flatMap((bad) => [
      { betas: [bad, 0.9] as [number, number] },
      { betas: [0.9, bad] as [number, number] },
    ]),
  ])('Adam and AdamW with %p', (options) => {
    expect(() => new Adam([p], options)).toThrow(ValueError);
    expect(() => new AdamW([p], options)).toThrow(ValueError);
  });

  test('nothing to learn', () => {
    expect(() => new SGD([])).toThrow('[SGD] expected at least one parameter');
  });

  test('a learning rate that became NaN, before any update', () => {
    const fresh = parameter(1);
    const optimizer = new SGD([fresh]);
    fresh.sum().backward();
    optimizer.learningRate = NaN;
    expect(() => optimizer.step()).toThrow(ValueError);
    expect(list(fresh)).toEqual([1]);
    expect(optimizer.steps).toBe(0);
  });
});
