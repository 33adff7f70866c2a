import { describe, expect, test } from '@jest/globals';
import { fromData, Random, tensor, ValueError, type Tensor } from '@spikegrad/core';
import {
  AvgPool2d,
  Conv2d,
  crossEntropy,
  Flatten,
  Linear,
  MaxPool2d,
  Module,
  Scale,
  Sequential,
  SGD,
  State,
  Temporal,
  type Signal,
} from '@spikegrad/nn';
import { IF, LIF, ParametricLIF } from '@spikegrad/neurons';
import { largestDifference } from '@spikegrad/testing';
import { online, ottt, type OTTTOptions } from '../src/index.js';
import { batchOf, gradientsOf, spikingNet, stepOf, type NetOptions } from './spikingNet.js';

/** Notes what passes: values, and the traces that travel with them. */
class Probe extends Module {
  readonly values: number[][] = [];
  readonly traces: (number[] | null)[] = [];

  override forward(x: Signal): Signal {
    this.values.push([...x.dataSync()]);
    this.traces.push(x.presynaptic ? [...x.presynaptic.dataSync()] : null);
    return x;
  }
}

const learn = (model: Module, options: OTTTOptions = {}, steps = 4): void => {
  const optimizer = new SGD(model.parameters(), { learningRate: 0 });
  ottt(options).learn({ model, optimizer, steps, step: stepOf(model, batchOf({ steps })) });
};

const random = new Random(5);
const dense = (from: number, to: number): Linear => new Linear(from, to, { random, dtype: 'float64' });

/** `â[t] = λ â[t−1] + s[t]` of noted spikes. */
const traceOf = (spikes: readonly (readonly number[])[], leak: number): readonly (readonly number[])[] => {
  const traces: number[][] = [];
  spikes.forEach((spike, t) => traces.push(spike.map((s, i) => leak * (traces[t - 1]?.[i] ?? 0) + s)));
  return traces;
};
const rateOf = (spikes: readonly (readonly number[])[]): number => {
  const flat = spikes.flat();
  return flat.filter((s) => s > 0).length / flat.length;
};

describe('the trace', () => {
  test('follows the spikes of each neuron, and the first layer sees the raw frame', () => {
    const [frames, spikes] = [new Probe(), new Probe()];
    learn(new Sequential(frames, dense(6, 12), new LIF({ tau: 4, threshold: 0.5 }), spikes, dense(12, 3)));
    expect(frames.traces).toEqual([null, null, null, null]);
    expect(rateOf(spikes.values)).toBeGreaterThan(0.02);
    expect(
      largestDifference(
        spikes.traces.map((trace) => trace!),
        traceOf(spikes.values, 0.75),
      ),
    ).toBeLessThan(1e-15);
  });

  test('takes dropout along', () => {
    const spikes = new Probe();
    const neuron = new LIF({ threshold: 0.5, dropout: 0.5, random: new Random(1) });
    learn(new Sequential(dense(6, 12), neuron, spikes, dense(12, 3)));
    const levels = new Set(spikes.values.flat());
    expect(levels).toEqual(new Set([0, 2]));
    expect(
      largestDifference(
        spikes.traces.map((trace) => trace!),
        traceOf(spikes.values, 0.5),
      ),
    ).toBeLessThan(1e-15);
  });

  test('knows nothing of the reset: soft or hard, it is the sum of spikes', () => {
    for (const reset of ['soft', 'hard'] as const) {
      const spikes = new Probe();
      learn(new Sequential(dense(6, 12), new LIF({ threshold: 0.5, reset }), spikes, dense(12, 3)));
      expect(
        largestDifference(
          spikes.traces.map((trace) => trace!),
          traceOf(spikes.values, 0.5),
        ),
      ).toBeLessThan(1e-15);
    }
  });

  test('passes scaling and average pooling as the spikes do', () => {
    const [before, after] = [new Probe(), new Probe()];
    const frames = new Random(3).normal([2, 6], { dtype: 'float64', deviation: 3 });
    const image = (x: Tensor): Tensor => x.reshape([2, 6, 1, 1]).expand([2, 6, 4, 4]);
    const model = new Sequential(
      new Conv2d(6, 2, 3, { random, padding: 1, dtype: 'float64' }),
      ...[new LIF({ threshold: 0.5 }), before, new Scale(3), new AvgPool2d(2), new Flatten(), after, dense(8, 3)],
    );
    const optimizer = new SGD(model.parameters());
    const step = (): { loss: Tensor; logits: Tensor } => {
      const logits = model.forward(image(frames));
      return { logits, loss: logits.mul(logits).sum() };
    };
    ottt().learn({ model, optimizer, steps: 3, step });
    expect(rateOf(before.values)).toBeGreaterThan(0.02);
    expect(
      largestDifference(
        after.traces.map((trace) => trace!),
        traceOf(after.values, 0.5),
      ),
    ).toBeLessThan(1e-15);
  });

  test('stands in for the spikes in the weight gradient, not in the value and not in the bias gradient', () => {
    const [steps, count] = [3, 8];
    const { frames } = batchOf({ steps });
    const spikes = new Probe();
    const readout = dense(12, 3);
    const model = new Sequential(dense(6, 12), new LIF({ threshold: 0.5 }), spikes, readout);
    const slope = new Random(8).normal([count, 3], { dtype: 'float64' });
    const step = (t: number): { loss: Tensor; logits: Tensor } => {
      const logits = model.forward(frames[t]!);
      return { logits, loss: logits.mul(slope).sum() };
    };
    ottt().learn({ model, optimizer: new SGD(model.parameters()), steps, step });

    // ∂L/∂logits is `slope / T` at every step, so dW = slopeᵀ Σ â / T and db = Σ slope.
    const total = (rows: readonly (readonly number[])[]): Tensor =>
      fromData(
        rows.reduce((a, b) => a.map((x, i) => x + b[i]!)),
        [count, 12],
        { dtype: 'float64' },
      );
    const traces = total(spikes.traces.map((trace) => trace!));
    const expected = slope.transpose().matmul(traces).div(steps);
    expect(rateOf(spikes.values)).toBeGreaterThan(0.02);
    expect(difference(readout.weight.grad!, expected)).toBeLessThan(1e-14);
    expect(difference(readout.bias!.grad!, slope.sum(0))).toBeLessThan(1e-14);
  });
});

const difference = (a: Tensor, b: Tensor): number => largestDifference([[...a.dataSync()]], [[...b.dataSync()]]);

describe('leaks', () => {
  const mixed: NetOptions = { neuron: (layer) => new LIF({ tau: layer === 0 ? 2 : 4 }) };

  test('that differ fail by an error that names both', () => {
    const attempt = (): void => learn(spikingNet(mixed));
    expect(attempt).toThrow(ValueError);
    expect(attempt).toThrow(/\[ottt\] .*0\.5.* but received 0\.75/);
  });

  test('that differ are overridden by the option leak', () => {
    const gradients = (leak: number): readonly (readonly number[])[] => {
      const model = spikingNet(mixed);
      learn(model, { leak });
      return gradientsOf(model);
    };
    expect(largestDifference(gradients(0.5), gradients(0.75))).toBeGreaterThan(1e-3);
  });

  test('that are equal need no option, and the option may say the same', () => {
    const gradients = (options: OTTTOptions): readonly (readonly number[])[] => {
      const model = spikingNet({ neuron: () => new LIF({ tau: 4 }) });
      learn(model, options);
      return gradientsOf(model);
    };
    expect(gradients({})).toEqual(gradients({ leak: 0.75 }));
  });

  test('of neurons that do not leak are 1', () => {
    const spikes = new Probe();
    learn(new Sequential(dense(6, 12), new IF({ threshold: 0.5 }), spikes, dense(12, 3)));
    expect(rateOf(spikes.values)).toBeGreaterThan(0.02);
    expect(spikes.traces).toEqual(traceOf(spikes.values, 1));
  });

  test.each([-0.1, 1.5, Number.NaN])('of %p fail', (leak) => {
    expect(() => ottt({ leak })).toThrow(`[ottt] expected a leak from 0 to 1 but received ${leak}`);
  });

  test('that are learned fail, for a trace has no gradient', () => {
    const model = spikingNet({ neuron: () => new ParametricLIF({ dtype: 'float64' }) });
    for (const options of [{}, { leak: 0.5 }])
      expect(() => learn(model, options)).toThrow('[ParametricLIF] expected a fixed leak');
  });
});

test('max pooling fails for a trace, for the largest of sums is not the sum of the largest', () => {
  const image = new Random(3).normal([1, 1, 4, 4], { dtype: 'float64' });
  const conv = new Conv2d(1, 1, 3, { random, padding: 1, dtype: 'float64' });
  const model = new Sequential(conv, new LIF(), new MaxPool2d(2), new Flatten());
  const step = (): { loss: Tensor; logits: Tensor } => {
    const logits = model.forward(image);
    return { logits, loss: logits.sum() };
  };
  const batch = { model, optimizer: new SGD(model.parameters()), steps: 2, step };
  expect(() => ottt().learn(batch)).toThrow('[MaxPool2d]');
});

/** A layer whose spikes come back to it a step later, through weights of their own. */
class Recurrent extends Temporal {
  readonly last = new State();
  readonly neuron = new LIF({ tau: 5 });
  readonly input: Linear;
  readonly feedback: Linear;
  /** The last spikes and what travels with them, as the feedback sees them. */
  readonly feedbackSaw: (readonly [spikes: number[], trace: number[] | null])[] = [];

  constructor(from: number, to: number, source: Random) {
    super();
    this.input = new Linear(from, to, { random: source });
    this.feedback = new Linear(to, to, { random: source, bias: false });
  }

  override forward(x: Tensor): Tensor {
    this.nextStep();
    const own = this.input.forward(x);
    const last = this.last.value;
    if (last) this.feedbackSaw.push([[...last.dataSync()], last.presynaptic ? [...last.presynaptic.dataSync()] : null]);
    const spike = this.neuron.forward(last ? own.add(this.feedback.forward(last)) : own);
    return (this.last.value = spike);
  }
}

describe('recurrent feedback', () => {
  const learned = (rule: typeof online | typeof ottt): Recurrent => {
    const source = new Random(1);
    const layer = new Recurrent(3, 8, source);
    const model = new Sequential(layer, new Linear(8, 2, { random: source }));
    const step = () => {
      const logits = model.forward(new Random(3).normal([4, 3], { deviation: 3 }));
      return { logits, loss: crossEntropy(logits, tensor([1, 0, 1, 0])) };
    };
    rule().learn({ model, optimizer: new SGD(model.parameters(), { learningRate: 0 }), steps: 4, step });
    return layer;
  };
  const second = ({ feedback }: Recurrent): number => feedback.weight.grad!.dataSync()[1]!;

  test('learns from the trace of the step before, which a state hands on', () => {
    const layer = learned(ottt);
    const [spikes, traces] = [layer.feedbackSaw.map(([each]) => each), layer.feedbackSaw.map(([, trace]) => trace!)];
    expect(spikes).toHaveLength(3);
    expect(largestDifference(traces, traceOf(spikes, 0.8))).toBeLessThan(1e-6);
    expect(second(layer)).toBeCloseTo(-0.0060635591, 8);
  });

  test('learns from the spikes alone where the rule keeps no trace', () => {
    const layer = learned(online);
    expect(layer.feedbackSaw.map(([, trace]) => trace)).toEqual([null, null, null]);
    expect(second(layer)).toBeCloseTo(-0.0033124902, 8);
  });
});
