import { Random, tensor, type Nested, type Tensor } from '@spikegrad/core';
import { Flatten, AdaptiveAvgPool2d, AvgPool2d, Conv2d, Linear, Sequential } from '@spikegrad/nn';
import { LIF, type Reset } from '@spikegrad/neurons';
import { LinearNorm, OSR, OTS, VanillaNorm, type RunningNorm } from '@spikegrad/normalization';
import { readFigures, readGolden, type Figure, type GoldenCase, type Place } from '../../core/test/golden.js';
import { bptt, online } from '../src/index.js';
import { learn, smallestMargin, stepFigures, type Step } from './goldenBatch.js';

type Mode = 'osr' | 'osr_official' | 'vanilla' | 'linear';

interface Case {
  readonly mode: Mode;
  readonly ots: boolean;
  readonly reset: Reset;
  readonly T: number;
  readonly mse_share: number;
  readonly bptt: boolean;
  readonly steps: readonly (Step & Readonly<Record<'theta1' | 'theta2' | 'rate1' | 'rate2', number>>)[];
  readonly grads: Readonly<Record<string, Nested>>;
  readonly after: Readonly<Record<string, Nested>>;
}

interface Golden {
  readonly params: Readonly<Record<string, Nested>>;
  readonly x: readonly Nested[];
  readonly y: Nested;
  readonly cases: readonly Case[];
}

const golden = readGolden<Golden>('golden/net_osr_ots.json', import.meta.url);

const norms: Readonly<Record<Mode, (channels: number, place: Place) => RunningNorm>> = {
  osr: (channels, place) => new OSR(channels, { guardRatio: null, ...place }),
  osr_official: (channels, place) => new OSR(channels, { guardRatio: null, gammaGradient: 'official', ...place }),
  vanilla: (channels, place) => new VanillaNorm(channels, place),
  linear: (channels, place) => new LinearNorm(channels, place),
};

/** conv → norm → LIF → average pool → conv → norm → LIF → global mean → linear, with every kept tensor by its golden name. */
function network({ mode, ots, reset }: Case, place: Place) {
  const random = new Random(0);
  const [conv1, conv2] = [
    new Conv2d(2, 3, 3, { padding: 1, random, ...place }),
    new Conv2d(3, 4, 3, { padding: 1, random, ...place }),
  ];
  const [norm1, norm2] = [norms[mode](3, place), norms[mode](4, place)];
  const neuron = (): LIF => new LIF({ reset, ...(ots && { threshold: new OTS(place) }) });
  const head = new Linear(4, 3, { random, ...place });
  const hidden = [conv1, norm1, neuron(), new AvgPool2d(2), conv2, norm2, neuron()];
  const model = new Sequential(...hidden, new AdaptiveAvgPool2d(1), new Flatten(), head);
  const learned: Readonly<Record<string, Tensor>> = {
    ...{ w1: conv1.weight, b1: conv1.bias!, w2: conv2.weight, b2: conv2.bias!, w3: head.weight, b3: head.bias! },
    ...{ gamma1: norm1.gamma, beta1: norm1.beta, gamma2: norm2.gamma, beta2: norm2.beta },
  };
  const kept: Readonly<Record<string, Tensor>> = {
    ...{ mean1: norm1.runningMean, var1: norm1.runningVariance },
    ...{ mean2: norm2.runningMean, var2: norm2.runningVariance },
  };
  for (const [name, value] of Object.entries({ ...learned, ...kept }))
    value.replace(tensor(golden.params[name]!, place));
  return { model, learned, kept };
}

async function oneSequence(each: Case, place: Place): Promise<readonly Figure[]> {
  const { model, learned, kept } = network(each, place);
  const rule = each.bptt ? bptt() : online();
  const { result, readings, steps } = await learn(rule, model, golden.x, golden.y, each, place);
  const [first, second] = [readings['layers.2']!, readings['layers.6']!];
  const over = (figure: 'loss' | 'theta1' | 'theta2' | 'rate1' | 'rate2') => each.steps.map((step) => step[figure]);
  const whole = [
    { name: 'thresholds of the first layer', received: first.threshold!, expected: over('theta1') },
    { name: 'thresholds of the second layer', received: second.threshold!, expected: over('theta2') },
    { name: 'rates of the first layer', received: first.rate!, expected: over('rate1') },
    { name: 'rates of the second layer', received: second.rate!, expected: over('rate2') },
    { name: 'loss', received: result.loss, expected: over('loss').reduce((sum, loss) => sum + loss) },
    ...Object.entries(each.grads).map(([name, expected]) => ({
      name: `gradient of ${name}`,
      received: learned[name]!.grad!,
      expected,
    })),
    ...Object.entries(each.after).map(([name, expected]) => ({ name, received: kept[name]!, expected })),
  ];
  const margin = smallestMargin(each.steps);
  return readFigures([...stepFigures(each.steps, steps), ...whole.map((figure) => ({ ...figure, margin }))]);
}

/** The firing rates that the golden file tells of. */
export const goldenRates = golden.cases.flatMap(({ steps }) => steps.flatMap(({ rate1, rate2 }) => [rate1, rate2]));

/** A small network, one sequence: four norms, with and without OTS, both resets, and through time. */
export const networkCases: readonly GoldenCase[] = golden.cases.map((each) => ({
  name: [
    ...['a small network', each.mode, each.ots ? 'OTS' : 'fixed threshold'],
    ...[`${each.reset} reset`, each.bptt ? 'through time' : 'online'],
  ].join(', '),
  run: (place) => oneSequence(each, place),
}));
