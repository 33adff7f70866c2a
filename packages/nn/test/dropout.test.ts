import { expect, test } from '@jest/globals';
import { full, ones, Random, tensor, type Tensor } from '@spikegrad/core';
import { Dropout, dropoutMask, sequence, SequenceError, signal, type Signal } from '../src/index.js';
import { exact, list, ramp } from './toys.js';

const wide = (): Tensor => ones([100, 100], exact);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test('the mask is one for a sequence and another in the next', () => {
  const layer = new Dropout(0.5, { random: new Random(1) });
  const run = (): readonly (readonly number[])[] => sequence(layer, 3, () => list(layer.forward(wide())));
  const [first, second] = [run(), run()];
  expect(first[1]).toEqual(first[0]);
  expect(first[2]).toEqual(first[0]);
  expect(second[0]).not.toEqual(first[0]);
});

test.each([0.1, 0.5, 0.9])('with p = %d a value is 0 or scaled by 1/(1 − p), and the mean is kept', (p) => {
  const layer = new Dropout(p, { random: new Random(2) });
  const [values] = sequence(layer, 1, () => list(layer.forward(wide())));
  expect([...new Set(values)].sort()).toEqual([0, 1 / (1 - p)].sort());
  // 10,000 draws: six deviations of the mean.
  expect(Math.abs(mean(values!) - 1)).toBeLessThan((6 * Math.sqrt(p / (1 - p))) / 100);
});

test('the same seed draws the same masks', () => {
  const run = (): readonly number[] => {
    const layer = new Dropout(0.3, { random: new Random(4) });
    return sequence(layer, 1, () => list(layer.forward(wide())))[0]!;
  };
  expect(run()).toEqual(run());
});

test('in evaluation, and with p = 0, nothing happens, inside and outside a sequence', () => {
  const x = ramp([4, 4]);
  const random = new Random(1);
  const index = random.state;
  expect(new Dropout(0.5, { random }).eval().forward(x)).toBe(x);
  expect(new Dropout(0, { random }).forward(x)).toBe(x);
  expect(random.state).toEqual(index);
});

test('in training it needs a sequence', () => {
  expect(() => new Dropout(0.5, { random: new Random(1) }).forward(ramp([2]))).toThrow(SequenceError);
});

test('value and trace have the same mask', () => {
  const layer = new Dropout(0.5, { random: new Random(3) });
  sequence(layer, 1, () => {
    const y: Signal = layer.forward(signal(wide(), wide().mul(3)));
    expect(list(y.presynaptic)).toEqual(list(y).map((value) => 3 * value));
  });
});

test('the gradient is the mask', () => {
  const layer = new Dropout(0.5, { random: new Random(3) });
  const x = ramp([3, 4]);
  x.requiresGrad = true;
  sequence(layer, 1, () => {
    const y = layer.forward(x);
    y.sum().backward();
    expect(list(x.grad!.mul(x).add(0))).toEqual(list(y)); // what is dropped is 0, never −0
  });
  expect(new Set(list(x.grad))).toEqual(new Set([0, 2]));
});

test('a mask has the dtype of its input', () => {
  expect(dropoutMask(wide(), 0.5, new Random(1)).dtype).toBe('float64');
  expect(dropoutMask(ones([2]), 0.5, new Random(1)).dtype).toBe('float32');
});

test('a dropped value is 0 with a gradient of 0, also for Infinity and NaN', () => {
  const layer = new Dropout(0.5, { random: new Random(3) });
  const x = tensor([Infinity, NaN, -Infinity, NaN, Infinity, NaN, Infinity, NaN], { requiresGrad: true });
  sequence(layer, 1, () => {
    const y = layer.forward(x);
    y.mul(full([8], Infinity)).backward({ gradient: ones([8]) });
    const kept = list(y).map((value) => value !== 0);
    expect(new Set(kept)).toEqual(new Set([true, false]));
    expect(list(x.grad)).toEqual(kept.map((is) => (is ? Infinity : 0)));
  });
});
