import { expect, test } from '@jest/globals';
import { Random, zeros } from '@spikegrad/core';
import {
  Adam,
  AdamW,
  clipGradientNorm,
  clipGradientValue,
  cosine,
  decodeModel,
  Dropout,
  encodeSafetensors,
  Linear,
  loadResumeState,
  loadStateDict,
  Parameter,
  SGD,
  stepDecay,
  warmUp,
} from '../src/index.js';
import { wordsOf, type Refusal } from '../../core/test/wordsOf.js';

const random = new Random(1);
const linear = new Linear(3, 2, { random });
const parameter = new Parameter(zeros([2]));
const optimizer = (): SGD => new SGD([parameter], { momentum: 0.9 });
const entry = (data: readonly number[], shape: readonly number[] = []) => ({ shape, data });

const refusals: readonly Refusal[] = [
  ['ValueError: [SGD] expected at least one parameter but received none', () => new SGD([])],
  [
    'ValueError: [SGD] expected learningRate of at least 0 but received -1',
    () => new SGD([parameter], { learningRate: -1 }),
  ],
  ['ValueError: [SGD] expected momentum of at least 0 but received NaN', () => new SGD([parameter], { momentum: NaN })],
  [
    'ValueError: [SGD] expected weightDecay of at least 0 but received -1',
    () => new SGD([parameter], { weightDecay: -1 }),
  ],
  [
    'ValueError: [SGD] expected momentum above 0 with nesterov but received 0',
    () => new SGD([parameter], { nesterov: true }),
  ],
  [
    'ValueError: [Adam] expected betas[0] from 0 to below 1 but received 1',
    () => new Adam([parameter], { betas: [1, 0] }),
  ],
  [
    'ValueError: [Adam] expected betas[1] from 0 to below 1 but received -1',
    () => new Adam([parameter], { betas: [0, -1] }),
  ],
  ['ValueError: [Adam] expected epsilon above 0 but received 0', () => new Adam([parameter], { epsilon: 0 })],
  [
    'ValueError: [AdamW] expected epsilon above 0 but received Infinity',
    () => new AdamW([parameter], { epsilon: Infinity }),
  ],
  [
    'ValueError: [AdamW] expected weightDecay of at least 0 but received Infinity',
    () => new AdamW([parameter], { weightDecay: Infinity }),
  ],
  [
    'StateDictError: [SGD.loadStateDict] expected its own entries but received missing: steps, 0.steps, learningRate, 0.velocity',
    () => optimizer().loadStateDict({}),
  ],
  [
    'StateDictError: [SGD.loadStateDict] expected its own entries but received mismatched: steps 0.5 for a count, 0.steps -1 for a count, learningRate -1 for a number of at least 0',
    () =>
      optimizer().loadStateDict({
        steps: entry([0.5]),
        learningRate: entry([-1]),
        '0.steps': entry([-1]),
        '0.velocity': entry([0, 0], [2]),
      }),
  ],
  [
    'StateDictError: [SGD.loadStateDict] expected its own entries but received mismatched: 0.velocity [1] for [2]',
    () =>
      optimizer().loadStateDict({
        steps: entry([1]),
        learningRate: entry([1]),
        '0.steps': entry([1]),
        '0.velocity': entry([0], [1]),
      }),
  ],
  ['ValueError: [clipGradientNorm] expected a limit above 0 but received 0', () => clipGradientNorm([parameter], 0)],
  [
    'ValueError: [clipGradientNorm] expected at least one gradient but received none',
    () => clipGradientNorm([parameter], 1),
  ],
  [
    'ValueError: [clipGradientValue] expected a limit above 0 but received -1',
    () => clipGradientValue([parameter], -1),
  ],
  ['ValueError: [cosine] expected a length above 0 but received 0', () => cosine({ initial: 1, length: 0 })],
  [
    'ValueError: [cosine] expected rates and factors of at least 0 but received -1',
    () => cosine({ initial: -1, length: 1 }),
  ],
  [
    'ValueError: [cosine] expected rates and factors of at least 0 but received NaN',
    () => cosine({ initial: 1, length: 1, floor: NaN }),
  ],
  [
    'ValueError: [stepDecay] expected a length above 0 but received Infinity',
    () => stepDecay({ initial: 1, every: Infinity }),
  ],
  [
    'ValueError: [stepDecay] expected rates and factors of at least 0 but received -1',
    () => stepDecay({ initial: -1, every: 1 }),
  ],
  [
    'ValueError: [stepDecay] expected rates and factors of at least 0 but received -1',
    () => stepDecay({ initial: 1, every: 1, factor: -1 }),
  ],
  ['ValueError: [warmUp] expected a length above 0 but received -1', () => warmUp(() => 1, { length: -1 })],
  [
    "StateDictError: [loadStateDict] expected the model's own entries but received missing: bias; unexpected: odd; mismatched: weight 1 values for [2, 3]",
    () => loadStateDict(linear, { weight: entry([1], [2, 3]), odd: entry([1]) }),
  ],
  [
    "StateDictError: [loadStateDict] expected the model's own entries but received mismatched: weight [1] for [2, 3]",
    () => loadStateDict(linear, { weight: entry([1], [1]), bias: entry([0, 0], [2]) }),
  ],
  [
    "StateDictError: [loadStateDict] expected the model's own entries but received unexpected: a, b, c, d, e and 2 more; mismatched: weight [2] for [2, 3], bias 1 values for [2]",
    () =>
      loadStateDict(
        linear,
        Object.fromEntries(
          ['weight', 'bias', 'a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name, entry([0], [2])]),
        ),
      ),
  ],
  [
    "StateDictError: [loadResumeState] expected the model's own generators and buffers but received missing: random",
    () => loadResumeState(new Dropout(0.5, { random }), { randoms: {}, pending: {} }),
  ],
  [
    "StateDictError: [loadResumeState] expected the model's own generators and buffers but received mismatched: random seed 2, stream 3 for seed 1, stream 0",
    () =>
      loadResumeState(new Dropout(0.5, { random }), {
        randoms: { random: { seed: 2, stream: 3, index: 0 } },
        pending: {},
      }),
  ],
  [
    "StateDictError: [loadResumeState] expected the model's own generators and buffers but received mismatched: random index -1",
    () =>
      loadResumeState(new Dropout(0.5, { random }), {
        randoms: { random: { seed: 1, stream: 0, index: -1 } },
        pending: {},
      }),
  ],
  [
    "StateDictError: [loadResumeState] expected the model's own generators and buffers but received unexpected: random, odd",
    () =>
      loadResumeState(linear, { randoms: { random: { seed: 1, stream: 0, index: 0 } }, pending: { odd: entry([1]) } }),
  ],
  [
    'DTypeError: [decodeModel] expected numbers for weight but received I64',
    () => decodeModel(linear, encodeSafetensors({ weight: { dtype: 'I64', shape: [1], data: BigInt64Array.of(1n) } })),
  ],
  [
    'FormatError: [x.safetensors] expected at least 8 bytes but received a file of 3',
    () => decodeModel(linear, new Uint8Array(3), 'x.safetensors'),
  ],
];

test.each(refusals)('%s', async (words, call) => {
  expect(await wordsOf(call)).toBe(words);
});
