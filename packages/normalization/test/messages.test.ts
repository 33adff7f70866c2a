import { expect, test } from '@jest/globals';
import { ones, Random, type Tensor } from '@spikegrad/core';
import { forwardSequence, Linear, sequence, type Module } from '@spikegrad/nn';
import { BatchRenorm, BNTT, fold, LinearNorm, OSR, OTS, TdBN, TEBN, VanillaNorm } from '../src/index.js';
import { wordsOf, type Refusal } from '../../core/test/wordsOf.js';

const o = (...shape: readonly number[]): Tensor => ones(shape);
const step = (norm: Module, x: Tensor, steps = 1): unknown => sequence(norm, steps, () => norm.forward(x));

const refusals: readonly Refusal[] = [
  [
    'ValueError: [OSR] expected an initial scale above 0 but received Infinity',
    () => new OSR(1, { initialScale: Infinity }),
  ],
  ['ValueError: [OTS] expected a first threshold above 0 but received Infinity', () => new OTS({ initial: Infinity })],
  ['ValueError: [OSR] expected at least one channel but received 1.5', () => new OSR(1.5)],
  [
    "ValueError: [VanillaNorm] expected an averaging of 'sequence' or 'step' but received 'x'",
    () => new VanillaNorm(2, { averaging: 'x' as never }),
  ],
  ['ValueError: [OSR] expected at least one channel but received 0', () => new OSR(0)],
  ['ValueError: [OSR] expected an epsilon above 0 but received 0', () => new OSR(1, { epsilon: 0 })],
  [
    'ValueError: [LinearNorm] expected an epsilon above 0 but received Infinity',
    () => new LinearNorm(1, { epsilon: Infinity }),
  ],
  ['ValueError: [OSR] expected a momentum of at least 0 and below 1 but received 1', () => new OSR(1, { momentum: 1 })],
  [
    'ValueError: [OSR] expected a momentum of at least 0 and below 1 but received -0.1',
    () => new OSR(1, { momentum: -0.1 }),
  ],
  [
    'ValueError: [VanillaNorm] expected an initial scale above 0 but received 0',
    () => new VanillaNorm(1, { initialScale: 0 }),
  ],
  ['ValueError: [OSR] expected a guard ratio above 1, or null but received 1', () => new OSR(1, { guardRatio: 1 })],
  ['ShapeError: [OSR] expected [N, 2, …] but received [2, 3]', () => step(new OSR(2), o(2, 3))],
  ['ShapeError: [OSR] expected [N, 2, …] but received [2]', () => step(new OSR(2), o(2))],
  [
    'SequenceError: [TdBN] expected all steps of a training sequence in one call, by whose statistics together it normalises: bptt with a batch that has multiStep but received one step; to learn step by step take OSR, VanillaNorm, BatchRenorm or BNTT',
    () => step(new TdBN(2), o(2, 2)),
  ],
  [
    'SequenceError: [TEBN] expected all steps of a training sequence in one call, by whose statistics together it normalises: bptt with a batch that has multiStep but received one step; to learn step by step take OSR, VanillaNorm, BatchRenorm or BNTT',
    () => step(new TEBN(2, { steps: 1 }), o(2, 2)),
  ],
  ['ShapeError: [TdBN] expected [T, N, 2, …] but received [2, 2, 3]', () => forwardSequence(new TdBN(2), o(2, 2, 3))],
  [
    'ValueError: [TEBN] expected training sequences of at most 1 steps but received step 2',
    () => forwardSequence(new TEBN(2, { steps: 1 }), o(2, 2, 2)),
  ],
  ['ValueError: [TEBN] expected a whole number of steps, at least 1 but received 0', () => new TEBN(2, { steps: 0 })],
  [
    'ValueError: [BNTT] expected a whole number of steps, at least 1 but received 1.5',
    () => new BNTT(2, { steps: 1.5 }),
  ],
  [
    'ValueError: [BNTT] expected training sequences of at most 1 steps but received step 2',
    () => step(new BNTT(2, { steps: 1 }), o(2, 2), 2),
  ],
  [
    'ValueError: [TEBN] expected a norm that is the same at every step, to fold it but received one with a scale per step',
    () => new TEBN(2, { steps: 1 }).affine(),
  ],
  ['ValueError: [TdBN] expected an initial scale above 0 but received 0', () => new TdBN(1, { alpha: 0 })],
  ['ValueError: [TdBN] expected an initial scale above 0 but received -1', () => new TdBN(1, { threshold: -1 })],
  [
    'ValueError: [BatchRenorm] expected a greatest ratio from 1 on but received 0.5',
    () => new BatchRenorm(1, { maxRatio: 0.5 }),
  ],
  [
    'ValueError: [BatchRenorm] expected a greatest shift from 0 on but received -1',
    () => new BatchRenorm(1, { maxShift: -1 }),
  ],
  [
    'ValueError: [BatchRenorm] expected a warm-up from 0 on but received Infinity',
    () => new BatchRenorm(1, { warmUp: Infinity }),
  ],
  [
    'ShapeError: [fold] expected 3 outputs but received [2, 3]',
    () => fold(new Linear(3, 2, { random: new Random(1) }), new OSR(3)),
  ],
  ['ValueError: [OTS] expected a first threshold above 0 but received 0', () => new OTS({ initial: 0 })],
  ['ValueError: [OTS] expected a whole number of steps, at least 1 but received 0', () => new OTS({ steps: 0 })],
  [
    "ValueError: [OTS] expected an evaluation of 'dynamic', 'running' or 'causal' but received 'x'",
    () => new OTS({ evaluation: 'x' as never }),
  ],
  [
    'ValueError: [OTS] expected the option steps for running evaluation but received none',
    () => new OTS({ evaluation: 'running' }),
  ],
  ['ValueError: [OTS] expected a momentum of at least 0 and below 1 but received 1', () => new OTS({ momentum: 1 })],
  ['ShapeError: [OTS] expected at least one membrane but received [0, 2]', () => step(new OTS(), o(0, 2))],
  [
    'ShapeError: [OTS] expected membranes [N, C, …] for causal evaluation but received [2]',
    () => step(new OTS({ evaluation: 'causal' }).eval(), o(2)),
  ],
  [
    'ValueError: [OTS] expected training sequences of at most 1 steps but received step 2',
    () => step(new OTS({ steps: 1 }), o(2), 2),
  ],
];

test.each(refusals)('%s', async (words, call) => {
  expect(await wordsOf(call)).toBe(words);
});
