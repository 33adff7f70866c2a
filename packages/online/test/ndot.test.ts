import { describe, expect, test } from '@jest/globals';
import { fromData, full, Random, ValueError, type Tensor } from '@spikegrad/core';
import { Linear, Module, Sequential, SGD, Threshold, type Signal } from '@spikegrad/nn';
import { LIF, ParametricLIF } from '@spikegrad/neurons';
import fc from 'fast-check';
import { ndot, ottt, type LearningRule, type NDOTVariant } from '../src/index.js';
import { batchOf, spikingNet, stepOf } from './spikingNet.js';

const dtype = 'float64';

/** Notes the traces that pass. */
class Probe extends Module {
  readonly traces: number[][] = [];

  override forward(x: Signal): Signal {
    this.traces.push([...x.presynaptic!.dataSync()]);
    return x;
  }
}

/** A threshold that no membrane reaches. */
class Unreachable extends Threshold {
  override readonly initial = Infinity;

  override at(): Tensor {
    return full([], Infinity, { dtype });
  }
}

/** The traces of neurons that are charged by these currents, each row a step, and the weight gradient of what they feed. */
function tracedBy(rule: LearningRule, neuron: LIF, currents: readonly (readonly number[])[]) {
  const [width, probe] = [currents[0]!.length, new Probe()];
  const readout = new Linear(width, 2, { random: new Random(1), dtype });
  const model = new Sequential(neuron, probe, readout);
  const step = (t: number) => {
    const logits = model.forward(fromData(currents[t]!, [1, width], { dtype }));
    return { logits, loss: logits.mul(logits).sum() };
  };
  rule.learn({ model, optimizer: new SGD(model.parameters(), { learningRate: 0 }), steps: currents.length, step });
  return { traces: probe.traces, gradient: [...readout.weight.grad!.dataSync()] };
}

describe('the trace', () => {
  // λ = ½, θ = 1, soft reset.
  //   x   2      0.25   1.5     -0.5    0
  //   u   2      0.75   1.875   -0.0625 -0.03125
  //   s   1      0      1        0       0
  //   u−θs  1    0.75   0.875   -0.0625 -0.03125
  const currents = [[2], [0.25], [1.5], [-0.5], [0]];

  test('decays by the ratio of what is left of the membrane, between −λ and λ', () => {
    const { traces } = tracedBy(ndot(), new LIF(), currents);
    const e = [0.5, 0.5, -0.0625 / 0.875, 0.5]; // ¾ and 7/6 are cut to λ
    const by = [1, e[0]!, e[0]! * e[1]! + 1].concat([(e[0]! * e[1]! + 1) * e[2]!, (e[0]! * e[1]! + 1) * e[2]! * e[3]!]);
    traces.forEach(([trace], t) => expect(trace).toBeCloseTo(by[t]!, 12));
  });

  test('as the released code has it takes the spike off the membrane after its reset, once more', () => {
    const { traces } = tracedBy(ndot({ variant: 'official' }), new LIF(), [[3], [0.25]]);
    // v = 2, then 1.25 − 1 = 0.25: 0.25 − 1 = −0.75 over 2 − 1 = 1, cut to −½; and one spike more.
    expect(traces).toEqual([[1], [0.5]]);
    const [paper] = [tracedBy(ndot(), new LIF(), [[3], [0.25]])];
    expect(paper.traces).toEqual([[1], [1.125]]); // 0.25 over 2 is ⅛
  });

  test.each<NDOTVariant>(['paper', 'official'])(
    'of %s is 0 under an infinite threshold, which no spike takes off',
    (variant) => {
      const neuron = new LIF({ threshold: new Unreachable() });
      expect(tracedBy(ndot({ variant }), neuron, [[3], [0.25], [1]]).traces).toEqual([[0], [0], [0]]);
    },
  );

  test('decays by λ where nothing was left to divide by', () => {
    expect(tracedBy(ndot(), new LIF(), [[1], [0.25]]).traces).toEqual([[1], [0.5]]);
  });
});

const current = fc.array(fc.double({ min: -2, max: 1.9, noNaN: true }), { minLength: 3, maxLength: 3 });
const variants = fc.constantFrom<NDOTVariant>('paper', 'official');

describe('NDOT is OTTT, to the bit', () => {
  test('when every ratio is λ: a current at the first step alone', () => {
    fc.assert(
      fc.property(current, fc.integer({ min: 1, max: 5 }), (first, rest) => {
        const currents = [first, ...Array.from({ length: rest }, () => [0, 0, 0])];
        const [dynamic, plain] = [ndot(), ottt()].map((rule) => tracedBy(rule, new LIF({ tau: 2 }), currents));
        expect(dynamic).toEqual(plain);
      }),
    );
  });

  test('when every ratio is λ or more: membranes that grow and never fire', () => {
    fc.assert(
      fc.property(fc.array(current, { minLength: 1, maxLength: 5 }), variants, (rows, variant) => {
        const currents = rows.map((row) => row.map(Math.abs));
        const silent = (): LIF => new LIF({ threshold: 100 });
        const [dynamic, plain] = [ndot({ variant }), ottt()].map((rule) => tracedBy(rule, silent(), currents));
        expect(dynamic).toEqual(plain);
      }),
    );
  });
});

test('leaks that differ, are learned or cannot be fail as by OTTT', () => {
  const learn = (model: Module): void => {
    const optimizer = new SGD(model.parameters());
    ndot().learn({ model, optimizer, steps: 2, step: stepOf(model, batchOf({ steps: 2 })) });
  };
  expect(() => ndot({ leak: 2 })).toThrow(ValueError);
  expect(() => learn(spikingNet({ neuron: (layer) => new LIF({ tau: layer + 2 }) }))).toThrow(
    '[ndot] expected one leak',
  );
  expect(() => learn(spikingNet({ neuron: () => new ParametricLIF({ dtype }) }))).toThrow('expected a fixed leak');
});
