import { describe, expect, test } from '@jest/globals';
import { ones, Random, scope, ShapeError, ValueError, zeros, type Tensor } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { sequence, SequenceError, stateDict } from '@spikegrad/nn';
import { OTS } from '../src/index.js';
import { double, expectClose, list } from './numbers.js';

const dtype = 'float64';

const thresholds = (ots: OTS, membranes: readonly Tensor[]): readonly number[] =>
  sequence(ots, membranes.length, (t) => ots.at(membranes[t]!)).map((theta) => list(theta)[0]!);

/** Membranes for which θ₀ = 1 gives k = 0: the threshold is their mean. */
const around = (...means: readonly number[]): readonly Tensor[] => means.map((mean) => double([mean - 1, mean + 1]));

const evaluate = (ots: OTS, steps: number, u = double([100, 300, 700])): readonly number[] => {
  ots.eval();
  const met = thresholds(ots, Array.from({ length: steps }, () => u)); // prettier-ignore
  ots.train();
  return met;
};

describe('running thresholds', () => {
  test('are an exponential average over training sequences, one per step; the first is θ₀', () => {
    const ots = new OTS({ steps: 3, momentum: 0.75, dtype });
    thresholds(ots, around(1, 3, 5));
    expectClose(evaluate(ots, 3), [1, 1.5, 2]);
    thresholds(ots, around(1, -1, 5));
    expectClose(evaluate(ots, 3), [1, 0.875, 2.75]);
    expect(evaluate(ots, 1)).toEqual([1]); // to the bit
  });

  test('have a momentum of 0.9 by default', () => {
    const ots = new OTS({ steps: 2, dtype });
    thresholds(ots, around(1, 3));
    expectClose(ots.thresholds!, [1, 1.2]);
  });

  test('use the last one in longer sequences', () => {
    const ots = new OTS({ steps: 2, momentum: 0, dtype });
    thresholds(ots, around(1, 3));
    expectClose(evaluate(ots, 5), [1, 3, 3, 3, 3]);
  });

  test('change only for the steps of a shorter training sequence', () => {
    const ots = new OTS({ steps: 3, momentum: 0.5, dtype });
    thresholds(ots, around(1, 3, 5));
    thresholds(ots, around(1, 7));
    expectClose(ots.thresholds!, [1, 4.5, 3]);
  });

  test('do not depend on the test batch, dynamic ones do', () => {
    const ots = new OTS({ steps: 2, dtype });
    thresholds(ots, around(1, 3));
    const batches = [double([0, 1]), double([4, 9])];
    expect(evaluate(ots, 2, batches[0])).toEqual(evaluate(ots, 2, batches[1]));
    ots.evaluation = 'dynamic';
    ots.eval();
    const dynamic = batches.map((batch) => thresholds(ots, [batch, batch.mul(batch)])[1]);
    expect(dynamic[0]).not.toBe(dynamic[1]);
  });

  test('do not change in evaluation or when a step throws', () => {
    const ots = new OTS({ steps: 2, dtype });
    evaluate(ots, 2);
    ots.evaluation = 'dynamic';
    evaluate(ots, 2);
    const broken = () =>
      sequence(ots, 2, (t) => {
        ots.at(around(1, 3)[t]!);
        if (t === 1) throw new RangeError('broken');
      });
    expect(broken).toThrow('broken');
    expect(list(ots.thresholds)).toEqual([1, 1]);
  });

  test('are the whole state dict; without steps there is none', async () => {
    const saved = await stateDict(new LIF({ threshold: new OTS({ steps: 4, initial: 0.5 }) }));
    expect(Object.entries(saved).map(([path, { data }]) => [path, [...data]])).toEqual([
      ['threshold.thresholds', [0.5, 0.5, 0.5, 0.5]],
    ]);
    expect(await stateDict(new LIF({ threshold: new OTS() }))).toEqual({});
  });
});

test('with steps, the default evaluation is running', () => {
  expect([new OTS().evaluation, new OTS({ steps: 4 }).evaluation]).toEqual(['dynamic', 'running']);
});

describe.each(['dynamic', 'running'] as const)('evaluation with %s thresholds', (evaluation) => {
  const make = () => new LIF({ threshold: new OTS({ steps: 4, evaluation }) }).eval();

  test.each([[[1, 8]], [[1, 1]], [[1, 1, 1, 1]]])('works for a batch of one, %p', (shape) => {
    const neuron = make();
    const random = new Random(1);
    const spikes = sequence(neuron, 4, () => neuron.forward(random.normal(shape, { mean: 1 }))).flatMap(list);
    expect(spikes.every((spike) => spike === 0 || spike === 1)).toBe(true);
  });

  test('works on a dead layer', () => {
    const neuron = make();
    expect(new Set(sequence(neuron, 4, () => neuron.forward(zeros([2, 3]))).flatMap(list))).toEqual(new Set([0]));
  });
});

describe('OTS fails for', () => {
  test.each([
    ['a first threshold of 0', { initial: 0 }, 'a first threshold above 0'],
    ['an endless first threshold', { initial: Infinity }, 'a first threshold above 0'],
    ['another evaluation', { evaluation: 'fast' as 'running' }, "an evaluation of 'dynamic', 'running' or 'causal'"],
    ['no steps', { steps: 0 }, 'a whole number of steps, at least 1'],
    ['half a step', { steps: 1.5 }, 'a whole number of steps, at least 1'],
    ['a momentum of 1', { momentum: 1 }, 'a momentum of at least 0 and below 1'],
    ['running thresholds of no steps', { evaluation: 'running' as const }, 'the option steps for running evaluation'],
  ])('%s', (_, options, message) => {
    expect(() => new OTS(options)).toThrow(ValueError);
    expect(() => new OTS(options)).toThrow(`[OTS] expected ${message}`);
  });

  test('training sequences longer than its steps, and can be used again afterwards', () => {
    const ots = new OTS({ steps: 2, dtype });
    expect(() => thresholds(ots, around(1, 2, 3))).toThrow(ValueError);
    expect(() => thresholds(ots, around(1, 2, 3))).toThrow(
      '[OTS] expected training sequences of at most 2 steps but received step 3',
    );
    expect(list(ots.thresholds)).toEqual([1, 1]);
    expect(thresholds(ots, around(1, 2))).toHaveLength(2);
  });

  test('running evaluation without steps', () => {
    const ots = new OTS({ dtype }).eval();
    ots.evaluation = 'running';
    expect(() => thresholds(ots, around(1))).toThrow('[OTS] expected the option steps for running evaluation');
  });

  test('use outside a sequence, a layer without membranes, and use by two layers', () => {
    const ots = new OTS();
    expect(() => ots.at(ones([2]))).toThrow(SequenceError);
    expect(() => scope(() => sequence(ots, 1, () => ots.at(zeros([0, 3]))))).toThrow(ShapeError);
    const shared = () => sequence(ots, 1, () => [ots.at(ones([2])), ots.at(ones([2]))]);
    expect(shared).toThrow(SequenceError);
  });
});
