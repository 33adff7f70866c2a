import { expect, test } from '@jest/globals';
import { ones } from '@spikegrad/core';
import { sequence, type Trace } from '@spikegrad/nn';
import {
  AdaptiveLIF,
  atan,
  FixedThreshold,
  IF,
  LIF,
  ParametricLIF,
  sigmoid,
  type NeuronOptions,
} from '../src/index.js';
import { wordsOf, type Refusal } from '../../core/test/wordsOf.js';

/** Options as they come from a script in plain JavaScript. */
const untyped = (options: object): NeuronOptions => options as NeuronOptions;
const trace: Trace = { next: (_, { spike }) => ({ activity: spike }) };
const learned = new ParametricLIF();

const refusals: readonly Refusal[] = [
  ['ValueError: [LIF] expected a time constant of at least 1 step but received 0.5', () => new LIF({ tau: 0.5 })],
  [
    'ValueError: [ParametricLIF] expected a time constant above 1 step but received 1',
    () => new ParametricLIF({ tau: 1 }),
  ],
  [
    'ValueError: [AdaptiveLIF] expected an adaptation of at least 0 but received -1',
    () => new AdaptiveLIF({ adaptation: -1 }),
  ],
  [
    'ValueError: [AdaptiveLIF] expected a time constant of adaptation of at least 1 step but received 0.5',
    () => new AdaptiveLIF({ adaptationTau: 0.5 }),
  ],
  ['ValueError: [FixedThreshold] expected a number above 0 but received 0', () => new LIF({ threshold: 0 })],
  ['ValueError: [FixedThreshold] expected a number above 0 but received Infinity', () => new FixedThreshold(Infinity)],
  ['ValueError: [IF] expected dropout of at least 0 and below 1 but received 1', () => new IF({ dropout: 1 })],
  ['ValueError: [IF] expected a random generator for dropout but received none', () => new IF({ dropout: 0.5 })],
  [
    "ValueError: [LIF] expected a threshold that is a number or a module such as new OTS() but received 'x'",
    () => new LIF(untyped({ threshold: 'x' })),
  ],
  [
    'ValueError: [LIF] expected a threshold that is a number or a module such as new OTS() but received null',
    () => new LIF(untyped({ threshold: null })),
  ],
  [
    'ValueError: [LIF] expected a threshold that is a number or a module such as new OTS() but received an object',
    () => new LIF(untyped({ threshold: {} })),
  ],
  [
    "ValueError: [LIF] expected a reset of 'hard' or 'soft' but received 'none'",
    () => new LIF(untyped({ reset: 'none' })),
  ],
  [
    "ValueError: [AdaptiveLIF] expected a reset of 'hard' or 'soft' but received 7",
    () => new AdaptiveLIF(untyped({ reset: 7 })),
  ],
  [
    "ValueError: [LIF] expected a surrogate such as atan() but received 'atan'",
    () => new LIF(untyped({ surrogate: 'atan' })),
  ],
  [
    'ValueError: [LIF] expected a surrogate such as atan() but received null',
    () => new LIF(untyped({ surrogate: null })),
  ],
  [
    'ValueError: [LIF] expected a surrogate such as atan() but received a function',
    () => new LIF(untyped({ surrogate: atan })),
  ],
  ['ValueError: [atan surrogate] expected a steepness above 0 but received 0', () => atan(0)],
  ['ValueError: [atan surrogate] expected a steepness above 0 but received Infinity', () => atan(Infinity)],
  [
    'ValueError: [AdaptiveLIF] expected an adaptation of at least 0 but received Infinity',
    () => new AdaptiveLIF({ adaptation: Infinity }),
  ],
  ['ValueError: [sigmoid surrogate] expected a steepness above 0 but received -1', () => sigmoid(-1)],
  [
    'SequenceError: [LIF] expected to run inside sequence(model, steps, body) but received a call outside of a sequence',
    () => new LIF().forward(ones([2])),
  ],
  [
    'ValueError: [ParametricLIF] expected a fixed leak under a learning rule with traces but received a learned one: use LIF',
    () => sequence(learned, 1, (): unknown => learned.forward(ones([2])), { trace }),
  ],
];

test.each(refusals)('%s', async (words, call) => {
  expect(await wordsOf(call)).toBe(words);
});
