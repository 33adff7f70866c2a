import { expect, test } from '@jest/globals';
import { conv2d, Random, tensor } from '@spikegrad/core';
import { checkModuleGradient } from '@spikegrad/testing';
import fc from 'fast-check';
import { Conv2d, WSConv2d } from '@spikegrad/nn';
import { close, exact, list, ramp, withFields } from './toys.js';

const random = new Random(1);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const squares = (values: readonly number[]): number => sum(values.map((value) => value * value));

/** The weights that are really applied, one row an output, read off the layer's response to single pixels. */
function applied(layer: WSConv2d): readonly (readonly number[])[] {
  const [outputs, channels, height, width] = layer.weight.shape as [number, number, number, number];
  const size = channels * height * width;
  const pixels = tensor(
    Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j))),
    exact,
  ).reshape([size, channels, height, width]);
  const response = list(layer.forward(pixels));
  return Array.from({ length: outputs }, (_, o) => Array.from({ length: size }, (_, i) => response[i * outputs + o]!));
}

test('every output’s weights have mean 0 and, except for ε, squared norm (n − 1)/n, for any initial values', () => {
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.constantFrom([1, 2] as const, [2, 1] as const, [3, 3] as const),
      fc.double({ min: 1, max: 50, noNaN: true }),
      fc.double({ min: -10, max: 10, noNaN: true }),
      (seed, [inputs, kernel], deviation, mean) => {
        const layer = new WSConv2d(inputs, 3, kernel, {
          random: new Random(seed),
          bias: false,
          initialWeight: (draw, shape, options) => draw.normal(shape, { mean, deviation, ...options }),
          ...exact,
        });
        const n = inputs * kernel * kernel;
        const raw = list(layer.weight);
        applied(layer).forEach((weights, o) => {
          expect(Math.abs(sum(weights))).toBeLessThan(1e-10);
          const drawn = raw.slice(o * n, (o + 1) * n);
          const spread = squares(drawn.map((w) => w - sum(drawn) / n));
          expect(squares(weights)).toBeCloseTo(spread / ((spread * n) / (n - 1) + 1e-4), 8);
        });
      },
    ),
    { numRuns: 30 },
  );
});

test('two weights, by hand: ±1 become ±1/√(2·2 + ε)', () => {
  const layer = new WSConv2d(2, 1, 1, {
    random,
    bias: false,
    initialWeight: (_random, shape, options) => tensor([3, 5], options).reshape(shape),
    ...exact,
  });
  const expected = 1 / Math.sqrt(2 * 2 + 1e-4);
  expect(close(applied(layer)[0]!, [-expected, expected])).toBe(true);
});

test('the gain scales each output and starts at 1', () => {
  const layer = new WSConv2d(2, 2, 3, { random, bias: false, ...exact });
  expect(list(layer.gain)).toEqual([1, 1]);
  expect(layer.namedParameters().map(({ path }) => path)).toEqual(['weight', 'gain']);
  const plain = applied(layer);
  layer.gain.replace(tensor([2, -0.5], exact).reshape([2, 1, 1, 1]));
  const scaled = applied(layer);
  expect(
    close(
      scaled[0]!,
      plain[0]!.map((w) => w * 2),
    ),
  ).toBe(true);
  expect(
    close(
      scaled[1]!,
      plain[1]!.map((w) => w * -0.5),
    ),
  ).toBe(true);
});

test('it is a convolution: window, groups and bias as usual', () => {
  const layer = new WSConv2d(4, 2, 3, { random, groups: 2, stride: 2, padding: 1, ...exact });
  expect(layer).toBeInstanceOf(Conv2d);
  const x = ramp([2, 4, 5, 5]);
  const rows = applied(withFields(layer, { bias: null, window: { groups: 1 }, weight: layer.weight }));
  const w = tensor(rows.flat(), exact).reshape(layer.weight.shape);
  const expected = conv2d(x, w, layer.bias, { groups: 2, stride: 2, padding: 1 });
  expect(close(list(layer.forward(x)), list(expected))).toBe(true);
});

test('gradients to input, weight, gain and bias agree with central differences', () => {
  const make = () => new WSConv2d(2, 2, 2, { random: new Random(1), padding: 1, ...exact });
  checkModuleGradient(make, ramp([1, 1, 2, 3, 3]), { order: 2 });
});
