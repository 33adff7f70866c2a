import { describe, expect, test } from '@jest/globals';
import { ValueError } from '@spikegrad/core';
import { checkSurrogate, slopesOf } from '@spikegrad/testing';
import fc from 'fast-check';
import {
  atan,
  erf,
  piecewiseExp,
  rectangle,
  sigmoid,
  softSign,
  superSpike,
  triangle,
  lifStep,
  type Surrogate,
} from '../src/index.js';
import { double, list } from './double.js';

/** `erf(z) = 2/√π · e^(−z²) · Σ 2ⁿ z²ⁿ⁺¹ / (2n + 1)!!`, all terms of one sign. */
function errorFunction(z: number): number {
  if (Math.abs(z) > 6) return Math.sign(z);
  let [term, sum] = [z, z];
  for (let n = 1; Math.abs(term) > 1e-18; n++) sum += term *= (2 * z * z) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum;
}

interface Family {
  readonly make: (alpha?: number) => Surrogate;
  readonly usual: number;
  /** The slope at 0 with the usual α. */
  readonly peak: number;
  readonly smooth: (x: number, alpha: number) => number;
  /** Where the slope is no derivative. */
  readonly kinks?: (alpha: number) => readonly number[];
}

const families: Readonly<Record<string, Family>> = {
  sigmoid: { make: sigmoid, usual: 4, peak: 1, smooth: (x, a) => 1 / (1 + Math.exp(-a * x)) },
  atan: { make: atan, usual: 2, peak: 1, smooth: (x, a) => Math.atan((Math.PI * a * x) / 2) / Math.PI + 0.5 },
  triangle: {
    make: triangle,
    usual: 1,
    peak: 1,
    smooth: (x, a) => (Math.abs(x) < 1 / a ? 0.5 + a * x - 0.5 * a * a * x * Math.abs(x) : Number(x > 0)),
    kinks: (a) => [-1 / a, 0, 1 / a],
  },
  rectangle: {
    make: rectangle,
    usual: 1,
    peak: 1,
    smooth: (x, a) => Math.min(1, Math.max(0, a * x + 0.5)),
    kinks: (a) => [-0.5 / a, 0.5 / a],
  },
  piecewiseExp: {
    make: piecewiseExp,
    usual: 1,
    peak: 0.5,
    smooth: (x, a) => (x < 0 ? 0.5 * Math.exp(a * x) : 1 - 0.5 * Math.exp(-a * x)),
    kinks: () => [0],
  },
  softSign: {
    make: softSign,
    usual: 2,
    peak: 1,
    smooth: (x, a) => 0.5 * ((a * x) / (1 + a * Math.abs(x)) + 1),
    kinks: () => [0],
  },
  superSpike: { make: superSpike, usual: 1, peak: 1, smooth: (x, a) => (a * x) / (1 + Math.abs(x)), kinks: () => [0] },
  erf: { make: erf, usual: 2, peak: 2 / Math.sqrt(Math.PI), smooth: (x, a) => 0.5 * (1 + errorFunction(a * x)) },
};

const steepness = fc.double({ min: 0.25, max: 6, noNaN: true });
const place = fc.double({ min: -4, max: 4, noNaN: true });

describe.each(Object.entries(families))('%s', (name, { make, usual, peak, smooth, kinks = () => [] }) => {
  test('is the slope of its smooth function', () => {
    fc.assert(
      fc.property(steepness, fc.array(place, { minLength: 1, maxLength: 20 }), (alpha, all) => {
        const xs = all.filter((x) => kinks(alpha).every((kink) => Math.abs(x - kink) > 1e-4));
        checkSurrogate(make(alpha), (x) => smooth(x, alpha), xs);
      }),
    );
  });

  test('has the steepness of its paper by default', () => {
    expect(make().name).toBe(`${name} ${usual}`);
    expect(slopesOf(make(), [0])[0]).toBeCloseTo(peak, 12);
    expect(slopesOf(make(), [-0.7, 0.3])).toEqual(slopesOf(make(usual), [-0.7, 0.3]));
  });

  test('is what flows through a spike, at u − θ', () => {
    const u = double([-0.4, 0.9, 1.3, 2.2], true);
    lifStep(u, null, { leak: 0.5, threshold: () => double(0.8), surrogate: make() })
      .spike.sum()
      .backward();
    const slopes = slopesOf(make(), [-1.2, 0.1, 0.5, 1.4]);
    list(u.grad).forEach((slope, i) => expect(slope).toBeCloseTo(slopes[i]!, 12));
  });

  test.each([0, -1, NaN, Infinity])('fails for a steepness of %s', (alpha) => {
    expect(() => make(alpha)).toThrow(ValueError);
  });
});

test('the triangle and the rectangle are 0 outside their support', () => {
  expect(slopesOf(triangle(2), [-0.5, 0.5, 3])).toEqual([0, 0, 0]);
  expect(slopesOf(rectangle(2), [-0.25, 0.25, 3])).toEqual([0, 0, 0]);
});

test("a user's own surrogate changes the gradient and not the spikes", () => {
  const boxcar: Surrogate = { name: 'boxcar', slope: (x) => x.abs().less(1).mul(0.5) };
  const u = double([-0.5, 0.5, 1, 1.9, 2.1], true);
  const { spike } = lifStep(u, null, { leak: 0.5, threshold: () => double(1), surrogate: boxcar });
  expect(list(spike)).toEqual([0, 0, 1, 1, 1]);
  spike.sum().backward();
  expect(list(u.grad)).toEqual([0, 0.5, 0.5, 0.5, 0]);
});
