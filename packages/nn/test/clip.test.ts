import { expect, test } from '@jest/globals';
import { cpu, Random, tensor, ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { clipGradientNorm, clipGradientValue, Parameter } from '../src/index.js';
import { close, exact, list } from './toys.js';

/** Two parameters with random gradients, and a third without one. */
function learning(seed: number, size = 1): readonly Parameter[] {
  const random = new Random(seed);
  const parameters = [[3], [2, 2], [1]].map((shape) => new Parameter(random.normal(shape, exact)));
  for (const parameter of parameters.slice(0, 2))
    parameter
      .mul(random.normal(parameter.shape, { ...exact, deviation: size }))
      .sum()
      .backward();
  return parameters;
}

const gradients = (parameters: readonly Parameter[]): readonly number[] =>
  parameters.flatMap(({ grad }) => (grad ? list(grad) : []));
const norm = (values: readonly number[]): number => Math.hypot(...values);

test('3 and 4 clipped to norm 1 are 0.6 and 0.8; the norm before was 5', () => {
  const parameter = new Parameter(tensor([0, 0], exact));
  parameter
    .mul(tensor([3, 4], exact))
    .sum()
    .backward();
  const before = clipGradientNorm([parameter], 1);
  expect(before.shape).toEqual([]);
  expect(list(before)).toEqual([5]);
  expect(close(list(parameter.grad), [0.6, 0.8], 1e-6)).toBe(true);
});

test('the joint norm is at most the limit, the direction is kept, and shorter gradients do not change', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0.01, max: 10, noNaN: true }), (seed, limit) => {
      const parameters = learning(seed);
      const before = gradients(parameters);
      const reported = list(clipGradientNorm(parameters, limit))[0]!;
      const after = gradients(parameters);
      expect(reported).toBeCloseTo(norm(before), 10);
      expect(norm(after)).toBeLessThanOrEqual(limit * (1 + 1e-12));
      if (norm(before) < limit - 1e-5) expect(after).toEqual(before);
      else
        expect(
          close(
            after.map((g) => g / norm(after)),
            before.map((g) => g / norm(before)),
            1e-10,
          ),
        ).toBe(true);
      expect(parameters[2]!.grad).toBeNull();
    }),
  );
});

test('gradients of zero stay zero', () => {
  const parameters = learning(1, 0);
  clipGradientNorm(parameters, 1);
  expect(gradients(parameters).every((g) => g === 0)).toBe(true);
});

test('every entry is clipped to ± the limit, smaller ones do not change', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0.01, max: 3, noNaN: true }), (seed, limit) => {
      const parameters = learning(seed);
      const before = gradients(parameters);
      clipGradientValue(parameters, limit);
      expect(gradients(parameters)).toEqual(before.map((g) => Math.min(limit, Math.max(-limit, g))));
    }),
  );
});

test('clipping replaces gradients and leaves no other tensor', () => {
  const backend = cpu();
  const parameter = new Parameter(tensor([1, 2], { backend }));
  parameter.mul(3).sum().backward();
  const { tensors } = backend.memory();
  clipGradientValue([parameter], 1);
  clipGradientNorm([parameter], 1).dispose();
  expect(backend.memory().tensors).toBe(tensors);
});

test('an invalid limit, and no gradients, fail', () => {
  for (const bad of [0, -1, NaN]) {
    expect(() => clipGradientNorm(learning(1), bad)).toThrow(ValueError);
    expect(() => clipGradientValue(learning(1), bad)).toThrow(ValueError);
  }
  expect(() => clipGradientNorm([new Parameter(tensor([1]))], 1)).toThrow(ValueError);
});
