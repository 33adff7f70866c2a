import { describe, expect, test } from '@jest/globals';
import { conv2d, grad, linear, type Tensor } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import fc from 'fast-check';
import { leaf, read } from './read.js';

const { convGeometry, shape, tensorOf } = arbitraries;

interface Parts {
  readonly x: Tensor;
  readonly w: Tensor;
  readonly b: Tensor;
  readonly trace: Tensor;
}

type Layer = (x: Tensor, w: Tensor, b: Tensor, presynaptic?: Tensor) => Tensor;

const gradients = (layer: Layer, { x, w, b, trace }: Parts, presynaptic: boolean): readonly number[][] => {
  const leaves = [x, w, b].map((t) => {
    const copy = t.detach();
    copy.requiresGrad = true;
    return copy;
  }) as [Tensor, Tensor, Tensor];
  const y = layer(...leaves, presynaptic ? trace : undefined);
  return [read(y), ...grad(y.mul(y).sum(), leaves).map(read)];
};

/** Value, input gradient and bias gradient are those of `x`; the weight gradient is that of the trace as input. */
function expectSubstitution(layer: Layer, parts: Parts): void {
  const [value, dx, dw, db] = gradients(layer, parts, true);
  const [plainValue, plainDx, , plainDb] = gradients(layer, parts, false);
  expect(value).toEqual(plainValue);
  expect(dx).toEqual(plainDx);
  expect(db).toEqual(plainDb);
  const w = parts.w.detach();
  w.requiresGrad = true;
  const dy = layer(parts.x, parts.w, parts.b).mul(2);
  const [expected] = grad(layer(parts.trace, w, parts.b), [w], { gradient: dy });
  read(expected).forEach((entry, i) => expect(dw![i]).toBeCloseTo(entry, 9));
}

describe('presynaptic activity replaces the input in the weight gradient and nowhere else:', () => {
  test('conv2d', () => {
    const parts = convGeometry().chain(({ x, w, ...options }) =>
      fc.tuple(
        fc.record({ x: tensorOf(x), w: tensorOf(w), b: tensorOf([w[0]]), trace: tensorOf(x) }),
        fc.constant(options),
      ),
    );
    fc.assert(
      fc.property(parts, ([tensors, options]) =>
        expectSubstitution(
          (x, w, b, presynaptic) => conv2d(x, w, b, { ...options, ...(presynaptic && { presynaptic }) }),
          tensors,
        ),
      ),
    );
  });

  test('linear', () => {
    const sizes = fc.tuple(shape({ maxRank: 2 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
    const parts = sizes.chain(([lead, inputs, outputs]) =>
      fc.record({
        x: tensorOf([...lead, inputs]),
        w: tensorOf([outputs, inputs]),
        b: tensorOf([outputs]),
        trace: tensorOf([...lead, inputs]),
      }),
    );
    const layer: Layer = (x, w, b, presynaptic) => linear(x, w, b, presynaptic ? { presynaptic } : {});
    fc.assert(fc.property(parts, (tensors) => expectSubstitution(layer, tensors)));
  });

  test('no gradient flows to the presynaptic activity itself', () => {
    const [x, w, trace] = [leaf([[1]]), leaf([[2]]), leaf([[3]])];
    const [dw, dTrace] = grad(linear(x, w, null, { presynaptic: trace }).sum(), [w, trace]);
    expect(read(dw)).toEqual([3]);
    expect(read(dTrace)).toEqual([0]);
  });
});
