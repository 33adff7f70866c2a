import { expect, test } from '@jest/globals';
import { ones, Random, tensor, type Tensor } from '@spikegrad/core';
import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  constant,
  Conv2d,
  crossEntropy,
  Dropout,
  forwardSequence,
  Linear,
  MaxPool2d,
  meanSquaredError,
  Monitor,
  normal,
  onlineLoss,
  Scale,
  sequence,
  signal,
  Temporal,
  WSConv2d,
  type Signal,
  type SynapseOptions,
} from '../src/index.js';
import { wordsOf, type Refusal } from '../../core/test/wordsOf.js';

const random = new Random(1);
const o = (...shape: readonly number[]): Tensor => ones(shape);
const linear = new Linear(3, 2, { random });
const traced = (...shape: readonly number[]): Signal => signal(o(...shape), o(...shape));
const outside = (): Tensor => o(1, 2);

class Counter extends Temporal {
  override forward(x: Tensor): Tensor {
    this.nextStep();
    return x;
  }
}

const counter = new Counter();

const refusals: readonly Refusal[] = [
  [
    'ShapeError: [crossEntropy] expected logits [N, classes] and labels [N], N ≥ 1 but received [2, 3] and [3]',
    () => crossEntropy(o(2, 3), o(3)),
  ],
  [
    'ShapeError: [crossEntropy] expected logits [N, classes] and labels [N], N ≥ 1 but received [0, 3] and [0]',
    () => crossEntropy(o(0, 3), o(0)),
  ],
  [
    'ShapeError: [onlineLoss] expected logits [N, classes] and labels [N], N ≥ 1 but received [2, 3] and [2, 1]',
    () => onlineLoss(o(2, 3), o(2, 1)),
  ],
  [
    'ValueError: [onlineLoss] expected a weight from 0 to 1 but received 1.5',
    () => onlineLoss(o(2, 3), o(2), { mseWeight: 1.5 }),
  ],
  [
    'ValueError: [oneHot] expected whole class indices from 0 to 2 but received 3',
    () => crossEntropy(o(1, 3), tensor([3])),
  ],
  [
    'ShapeError: [meanSquaredError] expected a target of shape [2] but received [3]',
    () => meanSquaredError(o(2), o(3)),
  ],
  [
    'ValueError: [MaxPool2d] expected an input without a trace, or AvgPool2d in its place but received a presynaptic trace (OTTT, NDOT)',
    () => new MaxPool2d(2).forward(traced(1, 1, 2, 2)),
  ],
  ['ShapeError: [forwardSequence] expected [T, N, …] but received [3]', () => linear.forwardSequence(o(3))],
  ['ShapeError: [signal] expected presynaptic activity of shape [2] but received [3]', () => signal(o(2), o(3))],
  [
    'ValueError: [Monitor] expected a module of the model it was made for but received Scale',
    () => new Monitor(linear).record(new Scale(2), 'x', () => o(1)),
  ],
  [
    'ValueError: [Monitor] expected a module of the model it was made for but received Scale',
    () => new Monitor(linear, { distributions: true }).recordDistribution(new Scale(2), 'x', () => o(1)),
  ],
  [
    'SequenceError: [sequence] expected a whole number of steps, at least 1 but received 0',
    () => sequence(counter, 0, () => null),
  ],
  [
    'SequenceError: [sequence] expected a whole number of steps, at least 1 but received 1.5',
    () => sequence(counter, 1.5, () => null),
  ],
  [
    'SequenceError: [Counter] expected one sequence at a time but received a sequence within a sequence',
    () => sequence(counter, 1, () => sequence(counter, 1, () => null)),
  ],
  [
    'SequenceError: [Counter] expected the 1 steps announced to sequence but received step 2',
    () => sequence(counter, 1, () => [counter.forward(o(1)), counter.forward(o(1))]),
  ],
  [
    'ValueError: [sequence] expected a synchronous function but received a promise: read values after the sequence',
    () => sequence(counter, 1, () => Promise.resolve(1)),
  ],
  [
    'SequenceError: [Counter] expected to run inside sequence(model, steps, body) but received a call outside of a sequence',
    () => counter.forward(o(1)),
  ],
  ['ShapeError: [forwardSequence] expected [T, N, …] with T ≥ 1 but received [3]', () => forwardSequence(linear, o(3))],
  [
    'ShapeError: [forwardSequence] expected [T, N, …] with T ≥ 1 but received [0, 2, 3]',
    () => forwardSequence(linear, o(0, 2, 3)),
  ],
  ['ValueError: [Scale] expected a finite factor but received NaN', () => new Scale(NaN)],
  [
    'ValueError: [WSConv2d] expected at least two weights per output but received one, which has no variance',
    () => new WSConv2d(1, 2, 1, { random }),
  ],
  [
    'ValueError: [Conv2d] expected groups that divide 6 and 3 channels but received 4',
    () => new Conv2d(6, 3, 1, { random, groups: 4 }),
  ],
  [
    'ValueError: [Conv2d kernel] expected a whole number of at least 1 but received 0',
    () => new Conv2d(1, 1, 0, { random }),
  ],
  [
    'ValueError: [Conv2d stride] expected a whole number of at least 1 but received 1,0',
    () => new Conv2d(1, 1, 1, { random, stride: [1, 0] }),
  ],
  [
    'ValueError: [WSConv2d padding] expected a whole number of at least 0 but received -1',
    () => new WSConv2d(1, 1, 2, { random, padding: -1 }),
  ],
  [
    'ValueError: [WSConv2d dilation] expected a whole number of at least 1 but received 0',
    () => new WSConv2d(1, 1, 2, { random, dilation: 0 }),
  ],
  [
    'ValueError: [Linear inputs] expected a whole number of at least 1 but received 0',
    () => new Linear(0, 1, { random }),
  ],
  [
    'ValueError: [Linear outputs] expected a whole number of at least 1 but received 0',
    () => new Linear(1, 0, { random }),
  ],
  [
    'ValueError: [Linear] expected a random generator, as in { random: new Random(1) } but received number',
    () => new Linear(1, 1, { random: 1 } as never),
  ],
  [
    'ValueError: [Conv2d] expected a random generator, as in { random: new Random(1) } but received none',
    () => new Conv2d(1, 1, 1, {} as SynapseOptions),
  ],
  [
    'ShapeError: [Linear weight] expected initial values [2, 1] but received [1, 2]',
    () => new Linear(1, 2, { random, initialWeight: outside }),
  ],
  [
    'ShapeError: [Linear bias] expected initial values [1] but received [1, 2]',
    () => new Linear(1, 1, { random, initialBias: outside }),
  ],
  [
    'ShapeError: [Conv2d weight] expected initial values [2, 1, 3, 3] but received [1, 2]',
    () => new Conv2d(1, 2, 3, { random, initialWeight: outside }),
  ],
  [
    'ShapeError: [WSConv2d bias] expected initial values [1] but received [1, 2]',
    () => new WSConv2d(1, 1, 3, { random, initialBias: outside }),
  ],
  ['ValueError: [AvgPool2d kernel] expected a whole number of at least 1 but received 0', () => new AvgPool2d(0)],
  [
    'ValueError: [AvgPool2d stride] expected a whole number of at least 1 but received 0',
    () => new AvgPool2d(2, { stride: 0 }),
  ],
  [
    'ValueError: [MaxPool2d padding] expected a whole number of at least 0 but received -1',
    () => new MaxPool2d(2, { padding: -1 }),
  ],
  [
    'ValueError: [AdaptiveAvgPool2d] expected a whole number of at least 1 but received 0',
    () => new AdaptiveAvgPool2d(0),
  ],
  [
    'ValueError: [Dropout] expected a probability of at least 0 and below 1 but received 1',
    () => new Dropout(1, { random }),
  ],
  ['ValueError: [normal] expected a deviation of at least 0 but received -1', () => normal(-1)],
  ['ValueError: [constant] expected a finite number but received Infinity', () => constant(Infinity)],
];

test.each(refusals)('%s', async (words, call) => {
  expect(await wordsOf(call)).toBe(words);
});
