import { describe, expect, test } from '@jest/globals';
import { ones, Random, ShapeError } from '@spikegrad/core';
import { forwardSequence, Linear, Sequential, sequence } from '@spikegrad/nn';
import { kinds, learn, online, steps } from './kinds.js';

const exact = { dtype: 'float64' } as const;
const random = new Random(1);

describe('a norm of one value per channel', () => {
  test.each(Object.entries(online))('fails in training, with what to use instead: %s', (_, make) => {
    for (const shape of [
      [1, 3],
      [1, 3, 1, 1],
    ]) {
      const norm = make(3, exact);
      const train = () => sequence(norm, steps, () => norm.forward(random.normal(shape, exact)));
      expect(train).toThrow(ShapeError);
      expect(train).toThrow(`[${norm.constructor.name}] expected more than one value per channel in training`);
      expect(train).toThrow('dropLast');
    }
  });

  test.each(Object.entries(online))('is evaluated: %s', (_, make) => {
    const norm = make(3, exact).eval();
    const [y] = sequence(norm, 1, () => norm.forward(ones([1, 3], exact)));
    expect([...y!.dataSync()].every(Number.isFinite)).toBe(true);
  });

  test.each(Object.entries(kinds))('trains if positions or steps give more values: %s', (name, make) => {
    const isJoint = !(name in online);
    learn(make(3, exact), random.normal(isJoint ? [steps, 1, 3] : [steps, 1, 3, 1, 2], exact));
    learn(make(3, exact), random.normal([steps, 2, 3], exact));
  });

  test.each(Object.entries(kinds).filter(([name]) => !(name in online)))(
    'over time and batch is one value at one step of one sample: %s',
    (_, make) => {
      const train = () => forwardSequence(make(3, exact), random.normal([1, 1, 3], exact));
      expect(train).toThrow(ShapeError);
      expect(train).toThrow('expected more than one value per channel');
    },
  );

  test('does not change the model', () => {
    const model = new Sequential(new Linear(2, 3, { random, ...exact }), online['OSR']!(3, exact));
    const buffers = () => model.namedBuffers().map(({ value }) => [...value.dataSync()]);
    const before = buffers();
    expect(() => sequence(model, 2, () => model.forward(ones([1, 2], exact)))).toThrow(ShapeError);
    expect(buffers()).toEqual(before);
  });
});
