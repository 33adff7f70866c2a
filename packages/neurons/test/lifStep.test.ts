import { describe, expect, test } from '@jest/globals';
import { ShapeError } from '@spikegrad/core';
import { slopesOf } from '@spikegrad/testing';
import fc from 'fast-check';
import { defaultReset, lifStep, sigmoid, type Reset } from '../src/index.js';
import { double, list } from './double.js';

const threshold = () => double(1);
const resets: readonly Reset[] = ['hard', 'soft'];

describe('one step, by hand', () => {
  // λ = ½, θ = 1:      u = ½ v + x
  const [v, x] = [double([1, 0, -1]), double([0.25, 1, 3])];

  test.each([
    ['hard', [0.75, 0, 0]],
    ['soft', [0.75, 0, 1.5]],
  ] as const)('%s reset', (reset, after) => {
    const { u, theta, spike, membrane } = lifStep(x, v, { leak: 0.5, threshold, reset });
    expect(list(u)).toEqual([0.75, 1, 2.5]);
    expect(list(theta)).toEqual([1]);
    expect(list(spike)).toEqual([0, 1, 1]); // the second one on equality
    expect(list(membrane)).toEqual(after);
  });

  test('a neuron at rest is charged by its input alone', () => {
    expect(list(lifStep(x, null, { leak: 0.5, threshold }).u)).toEqual(list(x));
  });

  test('the soft reset subtracts the threshold of the step', () => {
    const at = () => double([0.5, 2, 2]);
    expect(list(lifStep(x, v, { leak: 0.5, threshold: at, reset: 'soft' }).membrane)).toEqual([0.25, 1, 0.5]);
  });

  test('the threshold gets the charged membrane', () => {
    const seen: (readonly number[])[] = [];
    lifStep(x, v, { leak: 0.5, threshold: (u) => (seen.push(list(u)), double(1)) });
    expect(seen).toEqual([[0.75, 1, 2.5]]);
  });

  test('it does not change its inputs', () => {
    lifStep(x, v, { leak: 0.5, threshold });
    expect([list(v), list(x)]).toEqual([
      [1, 0, -1],
      [0.25, 1, 3],
    ]);
  });

  test('the default reset is soft', () => {
    expect(defaultReset).toBe('soft');
    expect(list(lifStep(x, v, { leak: 0.5, threshold }).membrane)).toEqual([0.75, 0, 1.5]);
  });
});

test('a membrane of another shape fails, though it would broadcast', () => {
  expect(() => lifStep(double([[1, 2]]), double([1, 2]), { leak: 0.5, threshold })).toThrow(ShapeError);
});

const potential = fc.double({ min: -3, max: 3, noNaN: true });
const three = fc.tuple(potential, potential, potential);
const slope = (xs: readonly number[]) => slopesOf(sigmoid(), xs);

describe.each(resets)('the gradient of one step, %s reset', (reset) => {
  test('is the slope for the spike and passes the reset as a constant for the membrane', () => {
    fc.assert(
      fc.property(three, three, three, three, fc.double({ min: 0, max: 1, noNaN: true }), (xs, vs, c, d, leak) => {
        const [x, v, lambda] = [double(xs, true), double(vs, true), double(leak, true)];
        const { u, spike, membrane } = lifStep(x, v, { leak: lambda, threshold, reset });
        spike
          .mul(double(c))
          .add(membrane.mul(double(d)))
          .sum()
          .backward();
        // dL/du = c g(u − θ) + d (1 − s | 1)
        const [slopes, spikes] = [slope(list(u).map((each) => each - 1)), list(spike)];
        const du = slopes.map((g, i) => c[i]! * g + d[i]! * (reset === 'hard' ? 1 - spikes[i]! : 1));
        du.forEach((each, i) => {
          expect(list(x.grad)[i]).toBeCloseTo(each, 10);
          expect(list(v.grad)[i]).toBeCloseTo(each * leak, 10);
        });
        expect(list(lambda.grad)[0]).toBeCloseTo(
          du.reduce((sum, each, i) => sum + each * vs[i]!, 0),
          9,
        );
      }),
    );
  });

  test('reaches the step before through λ v, and there meets the reset of that step', () => {
    const [first, second] = [double([0.4, 1.6], true), double([0.9, 0.1], true)];
    const one = lifStep(first, null, { leak: 0.5, threshold, reset });
    const two = lifStep(second, one.membrane, { leak: 0.5, threshold, reset });
    two.spike.sum().backward();
    const slopes = slope(list(two.u).map((u) => u - 1));
    const passed = reset === 'hard' ? [1, 0] : [1, 1]; // the second neuron fired at the first step
    expect(list(second.grad)).toEqual(slopes);
    expect(list(first.grad)).toEqual(slopes.map((g, i) => 0.5 * g * passed[i]!));
  });

  test('no gradient flows through the threshold', () => {
    const [x, theta] = [double([0.4, 1.6], true), double(1, true)];
    const { spike, membrane } = lifStep(x, null, { leak: 0.5, threshold: () => theta.mul(1), reset });
    spike.add(membrane).sum().backward();
    expect(theta.grad).toBeNull();
  });

  test('a raise of one number, as a learned threshold has, takes minus the sum of the slopes', () => {
    const [x, raise] = [double([0.4, 1.6], true), double([0.25], true)];
    lifStep(x, null, { leak: 0.5, threshold, thresholdIncrease: raise, reset }).spike.sum().backward();
    const slopes = slope(list(x).map((u) => u - 1.25));
    expect(list(x.grad)).toEqual(slopes);
    expect(list(raise.grad)[0]).toBeCloseTo(-slopes.reduce((sum, each) => sum + each), 12);
  });
});

test('a number and a tensor of one number are the same leak', () => {
  const [x, v] = [double([0.5, 1.2, -0.3]), double([0.7, -0.1, 2])];
  const [plain, learned] = [0.3, double(0.3)].map((leak) => lifStep(x, v, { leak, threshold }));
  expect(list(plain!.membrane)).toEqual(list(learned!.membrane));
});

test.each(resets)(
  'a membrane or a threshold of NaN fires NaN and stays, and a threshold of Infinity never fires, with the %s reset',
  (reset) => {
    const x = double([NaN, 2, 2, Infinity]);
    const theta = double([1, NaN, Infinity, 1]);
    const { spike, membrane } = lifStep(x, null, { leak: 0.5, threshold: () => theta, reset });
    expect(list(spike)).toEqual([NaN, NaN, 0, 1]);
    expect(list(membrane)).toEqual([NaN, 2, 2, reset === 'hard' ? 0 : Infinity]);
  },
);
