import { describe, expect, test } from '@jest/globals';
import type { Tensor } from '@spikegrad/core';
import { cpu, FreedTensorError, noGrad, Random, ShapeError, ValueError, type Backend } from '@spikegrad/core';
import { forwardSequence, Linear, Sequential, sequence, SequenceError } from '../src/index.js';
import { exact, Leaky, list, ramp, smallNet } from './toys.js';

const frame = (backend: Backend): Tensor => ramp([2, 2, 4, 4], { backend, ...exact });

test('the function runs once per step, counted from 0, and its results are returned in order', () => {
  expect(sequence(smallNet(), 3, (t) => t * 10)).toEqual([0, 10, 20]);
});

test('modules keep state within a sequence, and begin the next without it', () => {
  const neuron = new Leaky();
  const x = ramp([1, 3]);
  const run = (): readonly (readonly number[])[] => sequence(neuron, 2, () => list(neuron.forward(x)));
  const [first, second] = run();
  expect(first).toEqual(list(x.tanh()));
  expect(second).toEqual(list(x.mul(1.5).tanh()));
  expect(neuron.membrane.value).toBeNull();
  expect(run()).toEqual([first, second]);
  expect(list(neuron.total)).toEqual([4]);
});

test('the end of a sequence gets the number of steps that ran', () => {
  const neuron = new Leaky();
  sequence(neuron, 5, (t) => void (t < 3 && neuron.forward(ramp([1, 3]))));
  expect(list(neuron.total)).toEqual([3]);
});

describe('after a step', () => {
  test('what the body returns lives on, without a graph; everything else is freed', () => {
    const model = smallNet();
    const seen: Tensor[] = [];
    const results = sequence(model, 2, () => {
      const hidden = model.layers[0]!.forward(frame(model.parameters()[0]!.backend));
      seen.push(hidden);
      const logits = model.layers[3]!.forward(hidden.flatten());
      return { logits, more: [logits.mul(2), new Map([['twice', logits.add(logits)]])] as const, note: 'kept' };
    });
    for (const { logits, more, note } of results) {
      expect(note).toBe('kept');
      for (const tensor of [logits, more[0], more[1].get('twice')!]) {
        expect(tensor.isFreed || tensor.requiresGrad || tensor.node !== null).toBe(false);
        expect(tensor.shape).toEqual([2, 3]);
      }
    }
    expect(seen.every(({ isFreed }) => isFreed)).toBe(true);
    expect(() => seen[0]!.add(1)).toThrow(FreedTensorError);
  });

  test('a result that contains itself is returned as it is', () => {
    const ring: { self?: unknown; values: readonly number[] } = { values: [1] };
    ring.self = ring;
    const [result] = sequence(smallNet(), 1, () => ring);
    expect(result!.self).toBe(result);
  });

  test('a returned parameter, or a tensor from outside, does not change', () => {
    const model = new Sequential(new Linear(2, 1, { random: new Random(1), ...exact }));
    const [weight] = model.parameters();
    const outside = weight!.mul(2);
    const [pair] = sequence(model, 1, (): readonly [Tensor, Tensor] => [weight!, outside]);
    const [same, copy] = pair!;
    expect(same).toBe(weight);
    expect(copy.node).toBeNull();
    outside.sum().backward();
    expect(list(weight!.grad)).toEqual([2, 2]);
  });

  test('through time the results keep their graph and gradients flow from step to step', () => {
    const neuron = new Leaky();
    const x = ramp([1, 3]);
    x.requiresGrad = true;
    const results = sequence(neuron, 3, (t) => (t === 0 ? neuron.forward(x) : neuron.forward(x.detach())), {
      throughTime: true,
    });
    results[2]!.sum().backward();
    const last = list(x.mul(1.75).tanh());
    list(x.grad).forEach((gradient, i) => expect(gradient).toBeCloseTo(0.25 * (1 - last[i]! ** 2), 14));
  });

  test('online no gradient flows from step to step', () => {
    const neuron = new Leaky();
    const x = ramp([1, 3]);
    x.requiresGrad = true;
    sequence(neuron, 2, (t) => {
      const y = neuron.forward(t === 0 ? x : x.mul(1));
      if (t === 1) y.sum().backward();
    });
    const last = list(noGrad(() => x.mul(1.5).tanh()));
    list(x.grad).forEach((gradient, i) => expect(gradient).toBeCloseTo(1 - last[i]! ** 2, 14));
  });
});

describe('errors', () => {
  test('less than one step, or half a one', () => {
    for (const steps of [0, -1, 1.5, NaN]) expect(() => sequence(smallNet(), steps, () => 0)).toThrow(SequenceError);
    expect(() => sequence(smallNet(), 1.5, () => 0)).toThrow('a whole number of steps, at least 1 but received 1.5');
  });

  test('a stateful module outside a sequence', () => {
    expect(() => new Leaky().forward(ramp([1]))).toThrow('[Leaky] expected to run inside sequence');
  });

  test('more steps than announced', () => {
    const neuron = new Leaky();
    const twice = (): unknown => neuron.forward(neuron.forward(ramp([1])));
    expect(() => sequence(neuron, 3, twice)).toThrow(
      '[Leaky] expected the 3 steps announced to sequence but received step 4',
    );
  });

  test('a sequence within a sequence, and the outer one continues', () => {
    const neuron = new Leaky();
    const other = new Sequential(new Leaky(), neuron);
    const x = ramp([1, 3]);
    const results = sequence(neuron, 2, () => {
      const y = list(neuron.forward(x));
      expect(() => sequence(other, 1, () => 0)).toThrow(SequenceError);
      expect(() => forwardSequence(neuron, ramp([2, 1, 3]))).toThrow(SequenceError);
      return y;
    });
    expect(results[1]).toEqual(list(x.mul(1.5).tanh()));
    expect(list(neuron.total)).toEqual([2]);
    expect(sequence(other, 1, () => 'free')).toEqual(['free']);
  });

  test.each([true, false])('a body that returns a promise (through time: %s)', (throughTime) => {
    const late = async (): Promise<void> => Promise.reject(new Error('too late'));
    expect(() => sequence(smallNet(), 1, late, { throughTime })).toThrow(ValueError);
  });

  test('all steps at once without time or batch', () => {
    expect(() => forwardSequence(smallNet(), ramp([3]))).toThrow(ShapeError);
    expect(() => forwardSequence(smallNet(), ramp([0, 1, 2, 4, 4]))).toThrow(ShapeError);
  });
});

test('all tensors are made on the model’s backend', () => {
  const backend = cpu();
  const model = smallNet(backend);
  const x = frame(backend);
  const before = backend.memory().tensors;
  sequence(model, 2, () => void model.forward(x).sum().backward());
  expect(backend.memory().tensors).toBe(before + model.parameters().length);
});
