import { describe, expect, test } from '@jest/globals';
import { noGrad, Random, type Tensor } from '@spikegrad/core';
import { Linear, Module, Monitor, SGD, signal, State, Temporal, type Signal, type Trace } from '@spikegrad/nn';
import { LIF, type Reset } from '@spikegrad/neurons';
import { largestDifference } from '@spikegrad/testing';
import fc from 'fast-check';
import { bptt, online, ottt, type LearningRule } from '../src/index.js';
import { batchOf, gradientsOf, ratesOf, stepOf } from './spikingNet.js';

/** Lets frames pass, and with them the trace `â[t] = λ â[t−1] + x[t]` that a rule with traces would make of spikes. */
class TracedInput extends Temporal {
  private readonly trace = new State();
  private readonly rule: Trace;
  readonly leak: number;

  constructor(leak: number) {
    super();
    this.leak = leak;
    this.rule = {
      next: (before, { spike }) => ({ activity: before ? before.activity.mul(leak).add(spike) : spike.mul(1) }),
    };
  }

  override forward(x: Tensor): Signal {
    this.nextStep();
    const input = { spike: x, membrane: x, threshold: x, membraneAfterReset: x, leak: this.leak };
    const before = this.trace.value && { activity: this.trace.value };
    this.trace.value = noGrad(() => this.rule.next(before, input)).activity;
    return signal(x.detach(), this.trace.value);
  }
}

interface Case {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
  readonly count: number;
  readonly steps: number;
  readonly tau: number;
  readonly seed: number;
}

/** (trace →) Linear → LIF → linear readout. The first layer has no bias: a bias is an input of 1 that no trace follows. */
class Net extends Module {
  readonly entrance: Module | null;
  readonly synapse: Linear;
  readonly neuron: LIF;
  readonly readout: Linear;

  constructor({ inputs, hidden, classes, tau, seed }: Case, reset: Reset, traced: boolean) {
    super();
    const random = new Random(seed);
    const dtype = 'float64';
    this.entrance = traced ? new TracedInput(1 - 1 / tau) : null;
    this.synapse = new Linear(inputs, hidden, { random, bias: false, dtype });
    this.neuron = new LIF({ tau, reset });
    this.readout = new Linear(hidden, classes, { random, dtype });
  }

  override forward(x: Tensor): Tensor {
    const frame = this.entrance?.forward(x) ?? x;
    return this.readout.forward(this.neuron.forward(this.synapse.forward(frame)));
  }
}

/** The gradients a rule finds for a case, and how often its neurons fired. */
async function learnt(rule: LearningRule, setting: Case, reset: Reset, traced = false) {
  const model = new Net(setting, reset, traced);
  const optimizer = new SGD(model.parameters(), { learningRate: 0 });
  const monitor = new Monitor(model);
  const step = stepOf(model, batchOf({ ...setting, level: 2 }));
  rule.learn({ model, optimizer, steps: setting.steps, step, monitor });
  const [rate] = await ratesOf(monitor);
  return { gradients: gradientsOf(model), rate: rate! };
}

const cases = fc.record({
  inputs: fc.integer({ min: 1, max: 6 }),
  hidden: fc.integer({ min: 1, max: 8 }),
  classes: fc.integer({ min: 2, max: 4 }),
  count: fc.integer({ min: 1, max: 4 }),
  steps: fc.integer({ min: 1, max: 9 }),
  tau: fc.constantFrom(1.1, 1.5, 2, 4, 20),
  seed: fc.nat(),
});

const usual: Case = { inputs: 5, hidden: 8, classes: 3, count: 4, steps: 6, tau: 2, seed: 3 };

describe('one layer of leaky neurons under a linear readout', () => {
  test('learns exactly the same from traces of its input as through time, when the reset is soft', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (setting) => {
        const oracle = await learnt(bptt(), setting, 'soft');
        fc.pre(oracle.rate >= 0.02 && oracle.rate <= 0.5);
        const { gradients, rate } = await learnt(online(), setting, 'soft', true);
        expect(rate).toBe(oracle.rate);
        expect(largestDifference(gradients, oracle.gradients)).toBeLessThanOrEqual(1e-10);
        expect(Math.max(...gradients[0]!.map(Math.abs))).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  test('does not with hard reset, which the trace does not model', async () => {
    const oracle = await learnt(bptt(), usual, 'hard');
    const traced = await learnt(online(), usual, 'hard', true);
    expect(oracle.rate).toBeGreaterThan(0.02);
    expect(largestDifference(traced.gradients, oracle.gradients)).toBeGreaterThan(1e-3);
  });

  test('does not by the rule for deep networks, which has traces of spikes and not of the input', async () => {
    const oracle = await learnt(bptt(), usual, 'soft');
    const deep = await learnt(ottt(), usual, 'soft');
    const [first, readout, bias] = deep.gradients.map((gradient, i) =>
      largestDifference([gradient], [oracle.gradients[i]!]),
    );
    expect(first).toBeGreaterThan(1e-3);
    expect(readout).toBeGreaterThan(1e-3);
    expect(bias).toBeLessThan(1e-12);
  });

  test('does not without any trace', async () => {
    const [oracle, plain] = [await learnt(bptt(), usual, 'soft'), await learnt(online(), usual, 'soft')];
    expect(largestDifference([plain.gradients[0]!], [oracle.gradients[0]!])).toBeGreaterThan(1e-3);
    expect(largestDifference(plain.gradients.slice(1), oracle.gradients.slice(1))).toBeLessThan(1e-12);
  });
});
