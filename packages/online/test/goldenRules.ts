import { Random, tensor, type Nested, type Tensor } from '@spikegrad/core';
import { AdaptiveLIF, LIF, type Reset } from '@spikegrad/neurons';
import { Linear, Monitor, onlineLoss, Sequential, SGD, type Module } from '@spikegrad/nn';
import { OSR } from '@spikegrad/normalization';
import { flatten, readFigures, readGolden, type Figure, type GoldenCase, type Place } from '../../core/test/golden.js';
import { bptt, ndot, online, ottt, slttK, type LearningRule, type Update } from '../src/index.js';

type RuleName = 'online' | 'ottt' | 'ndot paper' | 'ndot official' | 'slttK' | 'bptt';

interface Case {
  readonly rule: RuleName;
  readonly update: Update;
  readonly reset: Reset;
  readonly adaptive: boolean;
  /** The smallest distance of a membrane from its threshold at each step. */
  readonly margins: readonly number[];
  readonly rates: readonly (readonly number[])[];
  readonly losses: readonly number[];
  readonly logits: readonly Nested[];
  readonly grads: Readonly<Record<string, Nested>>;
  readonly after: Readonly<Record<string, Nested>>;
}

interface Golden {
  readonly T: number;
  readonly lambda_: number;
  readonly adaptation: { readonly step: number; readonly leak: number };
  readonly mse_share: number;
  readonly learning_rate: number;
  readonly chosen: readonly number[];
  readonly params: Readonly<Record<string, Nested>>;
  readonly x: readonly Nested[];
  readonly y: Nested;
  readonly cases: readonly Case[];
}

const golden = readGolden<Golden>('golden/rules.json', import.meta.url);

/** Draws the steps of the golden file. */
class Chosen extends Random {
  override permutation(): Uint32Array {
    return Uint32Array.from(golden.chosen);
  }
}

const rules: Readonly<Record<RuleName, (update: Update) => LearningRule>> = {
  online: (update) => online({ update }),
  ottt: (update) => ottt({ update }),
  'ndot paper': (update) => ndot({ update, variant: 'paper' }),
  'ndot official': (update) => ndot({ update, variant: 'official' }),
  slttK: (update) => slttK({ update, k: golden.chosen.length, random: new Chosen(0) }),
  bptt: () => bptt(),
};

/** τ of a leak. */
const tauOf = (leak: number): number => 1 / (1 - leak);

function neuronOf({ reset, adaptive }: Case): Module {
  const lif = { tau: tauOf(golden.lambda_), reset };
  const { step, leak } = golden.adaptation;
  return adaptive ? new AdaptiveLIF({ ...lif, adaptation: step, adaptationTau: tauOf(leak) }) : new LIF(lif);
}

/** Twice linear → OSR → neuron, and a readout, with every tensor by its golden name. */
function network(each: Case, place: Place) {
  const random = new Random(0);
  const [first, second] = [new Linear(5, 7, { random, ...place }), new Linear(7, 6, { random, ...place })];
  const [norm1, norm2] = [new OSR(7, { guardRatio: null, ...place }), new OSR(6, { guardRatio: null, ...place })];
  const head = new Linear(6, 3, { random, ...place });
  const model = new Sequential(first, norm1, neuronOf(each), second, norm2, neuronOf(each), head);
  const tensors: Readonly<Record<string, Tensor>> = {
    ...{ w1: first.weight, b1: first.bias!, w2: second.weight, b2: second.bias!, w3: head.weight, b3: head.bias! },
    ...{ gamma1: norm1.gamma, beta1: norm1.beta, gamma2: norm2.gamma, beta2: norm2.beta },
    ...{ mean1: norm1.runningMean, var1: norm1.runningVariance },
    ...{ mean2: norm2.runningMean, var2: norm2.runningVariance },
  };
  for (const [name, value] of Object.entries(tensors)) value.replace(tensor(golden.params[name]!, place));
  return { model, tensors };
}

async function oneSequence(each: Case, place: Place): Promise<readonly Figure[]> {
  const { model, tensors } = network(each, place);
  const moves = each.update === 'online';
  const optimizer = new SGD(model.parameters(), { learningRate: moves ? golden.learning_rate : 0, momentum: 0 });
  const monitor = new Monitor(model);
  const labels = tensor(golden.y, place);
  const step = (t: number) => {
    const logits = model.forward(tensor(golden.x[t]!, place));
    return { logits, loss: onlineLoss(logits, labels, { mseWeight: golden.mse_share }) };
  };
  const { loss, logits } = rules[each.rule](each.update).learn({ model, optimizer, steps: golden.T, step, monitor });
  const readings = await monitor.read();
  const named = (kind: string, values: Readonly<Record<string, Nested>>, of: (value: Tensor) => Tensor) =>
    Object.entries(values).map(([name, expected]) => ({
      name: `${kind}${name}`,
      received: of(tensors[name]!),
      expected,
    }));
  const figures = [
    { name: 'loss', received: loss, expected: each.losses.reduce((sum, value) => sum + value) },
    { name: 'logits', received: logits, expected: summed(each.logits.map(flatten)) },
    ...[2, 5].map((layer, i) => ({
      name: `rates of layer ${layer}`,
      received: readings[`layers.${layer}`]!['rate']!,
      expected: each.rates.map((rates) => rates[i]!),
    })),
    ...named('gradient of ', each.grads, (value) => value.grad!),
    ...named('after it, ', each.after, (value) => value),
  ];
  const margin = Math.min(...each.margins);
  return readFigures(figures.map((figure) => ({ ...figure, margin })));
}

const summed = (rows: readonly (readonly number[])[]): readonly number[] =>
  rows.reduce((a, b) => a.map((x, i) => x + b[i]!));

/** The firing rates that the golden file tells of. */
export const ruleRates = golden.cases.flatMap(({ rates }) => rates.flat());

/** A small network with OSR, one sequence by every rule, moving once and at every step, with three kinds of neuron. */
export const ruleCases: readonly GoldenCase[] = golden.cases.map((each) => ({
  name: `a small network by ${each.rule}, ${each.update}, ${each.adaptive ? 'adaptive LIF' : 'LIF'}, ${each.reset} reset`,
  run: (place) => oneSequence(each, place),
}));
