import { expect, test } from '@jest/globals';
import { ones, Random, type Tensor } from '@spikegrad/core';
import { Linear, Sequential, SGD, type Module } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import {
  bptt,
  ndot,
  online,
  ottt,
  slttK,
  type LearningRule,
  type TrainingBatch,
  type StepResult,
} from '../src/index.js';
import { wordsOf, type Refusal } from '../../core/test/wordsOf.js';

const random = new Random(1);
const model = new Sequential(new Linear(2, 2, { random }), new LIF(), new Linear(2, 2, { random }));
const mixed = new Sequential(
  new Linear(2, 2, { random }),
  new LIF(),
  new Linear(2, 2, { random }),
  new LIF({ tau: 4 }),
);
const loss = (): Tensor => ones([1]);

const learn = (rule: LearningRule, batch: Partial<TrainingBatch> = {}, of: Module = model): unknown =>
  rule.learn({
    model: of,
    optimizer: new SGD(of.parameters()),
    steps: 2,
    step: () => {
      const logits = of.forward(ones([1, 2]));
      return { logits, loss: logits.sum() };
    },
    ...batch,
  });
const gives = (result: unknown): Partial<TrainingBatch> => ({ step: () => result as StepResult });
const whole = {
  frames: (): Tensor => ones([3, 1, 2]),
  result: (logits: Tensor): StepResult => ({ logits, loss: logits.sum() }),
};

const refusals: readonly Refusal[] = [
  ['ValueError: [slttK] expected k as a whole number of at least 1 but received 0', () => slttK({ k: 0, random })],
  ['ValueError: [slttK] expected k as a whole number of at least 1 but received 1.5', () => slttK({ k: 1.5, random })],
  ['ValueError: [slttK] expected sequences of at least 3 steps but received 2', () => learn(slttK({ k: 3, random }))],
  [
    'ValueError: [step] expected a result of two tensors, { loss, logits } but received no loss',
    () => learn(online(), gives(undefined)),
  ],
  [
    'ValueError: [step] expected a result of two tensors, { loss, logits } but received a tensor',
    () => learn(online(), gives(loss())),
  ],
  [
    'ValueError: [step] expected a result of two tensors, { loss, logits } but received no logits',
    () => learn(online(), gives({ loss: loss() })),
  ],
  [
    'ValueError: [step] expected a result of two tensors, { loss, logits } but received no loss',
    () => learn(bptt(), gives({})),
  ],
  ['ValueError: [ottt] expected a leak from 0 to 1 but received 2', () => ottt({ leak: 2 })],
  ['ValueError: [ndot] expected a leak from 0 to 1 but received -0.1', () => ndot({ leak: -0.1 })],
  [
    'ValueError: [ottt] expected one leak in all neurons (0.5), or the option leak but received 0.75',
    () => learn(ottt(), {}, mixed),
  ],
  [
    'ValueError: [ndot] expected one leak in all neurons (0.5), or the option leak but received 0.75',
    () => learn(ndot(), {}, mixed),
  ],
  [
    'ShapeError: [bptt] expected frames of 2 steps, [T, N, …] but received [3, 1, 2]',
    () => learn(bptt(), { multiStep: whole }),
  ],
];

test.each(refusals)('%s', async (words, call) => {
  expect(await wordsOf(call)).toBe(words);
});
