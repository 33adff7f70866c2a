import { describe, expect, test } from '@jest/globals';
import { conv2d, linear, noGrad, Random, ShapeError, type Tensor } from '@spikegrad/core';
import {
  addSignals,
  AdaptiveAvgPool2d,
  mapSignal,
  AvgPool2d,
  Conv2d,
  Dropout,
  Flatten,
  Linear,
  presynapticOf,
  Scale,
  sequence,
  Sequential,
  signal,
  WSConv2d,
  type Module,
  type Signal,
} from '../src/index.js';
import { close, exact, list, ramp } from './toys.js';

const random = new Random(1);
const shape = [2, 3, 4, 4];
const spikes = (): Tensor => ramp(shape).greater(0);
const trace = (): Tensor => ramp(shape).abs().add(0.5);

/** Linear maps a trace may pass, each from `[2, 3, 4, 4]` to a synapse, with that synapse's gradient rule. */
const ways: Readonly<Record<string, { way: Module; synapse: Conv2d | Linear }>> = {
  'nothing → Conv2d': { way: new Sequential(), synapse: new Conv2d(3, 2, 3, { random, ...exact }) },
  'AvgPool2d → Conv2d': { way: new AvgPool2d(2), synapse: new Conv2d(3, 2, 2, { random, ...exact }) },
  'Scale → WSConv2d': { way: new Scale(3), synapse: new WSConv2d(3, 2, 2, { random, ...exact }) },
  'Flatten → Linear': { way: new Flatten(), synapse: new Linear(48, 2, { random, ...exact }) },
  'AdaptiveAvgPool2d, Flatten → Linear': {
    way: new Sequential(new AdaptiveAvgPool2d(2), new Flatten()),
    synapse: new Linear(12, 2, { random, ...exact }),
  },
  'Dropout, Scale, Flatten → Linear': {
    way: new Sequential(new Dropout(0.4, { random: new Random(8) }), new Scale(0.5), new Flatten()),
    synapse: new Linear(48, 2, { random, ...exact }),
  },
};

/** Value, gradient to the input, and gradients of the synapse, for inputs within one sequence (one dropout mask). */
function run(model: Module, synapse: Module, inputs: readonly Signal[]) {
  return sequence(model, inputs.length, (t) => {
    const x = inputs[t]!;
    x.requiresGrad = true;
    for (const parameter of synapse.parameters()) parameter.grad = null;
    const y = model.forward(x);
    y.mul(ramp(y.shape)).sum().backward();
    return { value: list(y), input: list(x.grad), synapse: synapse.parameters().map(({ grad }) => list(grad)) };
  });
}

test.each(Object.entries(ways))(
  'value and input gradient come from the spikes, the weight gradient from the trace: %s',
  (_, { way, synapse }) => {
    const model = new Sequential(way, synapse);
    const [traced, fromSpikes, fromTrace] = run(model, synapse, [signal(spikes(), trace()), spikes(), trace()]);
    expect(close(traced!.value, fromSpikes!.value)).toBe(true);
    expect(close(traced!.input, fromSpikes!.input)).toBe(true);
    traced!.synapse.forEach((gradient, i) => expect(close(gradient, fromTrace!.synapse[i]!)).toBe(true));
    expect(close(traced!.synapse[0]!, fromSpikes!.synapse[0]!, 1e-3)).toBe(false);
  },
);

describe('by hand', () => {
  test('a linear synapse: dw = dyᵀ · trace', () => {
    const synapse = new Linear(2, 1, { random, bias: false, ...exact });
    const x = signal(ramp([1, 2]), ramp([1, 2]).mul(0).add(7));
    synapse.forward(x).sum().backward();
    expect(list(synapse.weight.grad)).toEqual([7, 7]);
  });

  test('the operations take the trace as an option', () => {
    const conv = new Conv2d(3, 2, 3, { random, ...exact });
    const x = signal(spikes(), trace());
    expect(presynapticOf(x)).toEqual({ presynaptic: x.presynaptic });
    expect(presynapticOf(spikes())).toEqual({});
    expect(list(conv.forward(x))).toEqual(list(conv2d(spikes(), conv.weight, conv.bias)));
    const full = new Linear(4, 2, { random, ...exact });
    expect(list(full.forward(x))).toEqual(list(linear(spikes(), full.weight, full.bias)));
  });
});

test('a map alongside acts on the trace without a graph', () => {
  const x = spikes();
  const past = trace();
  past.requiresGrad = true;
  x.requiresGrad = true;
  const y = mapSignal(signal(x, past), (each) => each.mul(2));
  expect(y.requiresGrad).toBe(true);
  expect(y.presynaptic!.requiresGrad).toBe(false);
  expect(list(y.presynaptic)).toEqual(list(noGrad(() => past.mul(2))));
  expect(mapSignal(spikes(), (each) => each.mul(2)).presynaptic).toBeUndefined();
});

test('adding signals adds their values and their traces; a value without a trace is its own trace', () => {
  const [a, b] = [signal(spikes(), trace()), signal(spikes().mul(2), trace().mul(3))];
  const both = addSignals(a, b);
  expect(close(list(both), list(spikes().mul(3)))).toBe(true);
  expect(close(list(both.presynaptic), list(trace().mul(4)))).toBe(true);
  for (const one of [addSignals(a, spikes()), addSignals(spikes(), a)]) {
    expect(close(list(one), list(spikes().mul(2)))).toBe(true);
    expect(close(list(one.presynaptic), list(trace().add(spikes())))).toBe(true);
  }
  expect(addSignals(spikes(), spikes()).presynaptic).toBeUndefined();
});

test('a trace of another shape fails', () => {
  expect(() => signal(ramp([2, 3]), ramp([3, 2]))).toThrow(ShapeError);
});
