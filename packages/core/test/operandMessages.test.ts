import { expect, test } from '@jest/globals';
import {
  adaptiveAvgPool2d,
  argmax,
  avgPool2d,
  channelAffine,
  channelNormGradient,
  channelStatistics,
  concat,
  conv2d,
  elementwise,
  flatten,
  flip,
  gather,
  linear,
  logSoftmax,
  matmul,
  maxPool2d,
  oneHot,
  ones,
  pad,
  softmax,
  stack,
  tensor,
  type Tensor,
} from '@spikegrad/core';
import { wordsOf, type Refusal } from './wordsOf.js';

const o = (...shape: readonly number[]): Tensor => ones(shape);
const leaf = (...shape: readonly number[]): Tensor => ones(shape, { requiresGrad: true });
const swish = elementwise('swish', ['x'], [], ({ x }) => x.mul(x.sigmoid()));
const lerp = elementwise('lerp', ['a', 'b'], ['weight'], ({ a, b, weight }) => a.add(b.sub(a).mul(weight)));

const refusals: readonly Refusal[] = [
  ['ShapeError: [concat] expected at least one tensor but received none', () => concat([])],
  [
    'ShapeError: [concat] expected shapes equal to [1, 2] except along axis 0 but received [1, 3]',
    () => concat([o(1, 2), o(1, 3)]),
  ],
  [
    'ShapeError: [concat] expected shapes equal to [1, 2] except along axis 0 but received [2]',
    () => concat([o(1, 2), o(2)]),
  ],
  ['ShapeError: [concat] expected an axis from -1 to 0 but received 1', () => concat([o(2)], 1)],
  ['ShapeError: [stack] expected at least one tensor but received none', () => stack([])],
  ['ShapeError: [stack] expected an axis from -2 to 1 but received -3', () => stack([o(2)], -3)],
  [
    'ShapeError: [expand] expected shapes that broadcast to one but received [2, 3] and [2, 2]',
    () => o(2, 3).expand([2, 2]),
  ],
  ['ShapeError: [expand] expected a shape that broadcasts to [3] but received [2, 3]', () => o(2, 3).expand([3])],
  ['ShapeError: [avgPool2d] expected [N, C, H, W] but received [2, 4]', () => avgPool2d(o(2, 4), 2)],
  ['ShapeError: [maxPool2d] expected [N, C, H, W] but received [2, 4]', () => maxPool2d(o(2, 4), 2)],
  [
    'ShapeError: [avgPool2d] expected padding of at most half of [2, 4] but received [2, 1]',
    () => avgPool2d(o(1, 1, 4, 4), [2, 4], { padding: [2, 1] }),
  ],
  ['ValueError: [maxPool2d] expected whole numbers of at least 1 but received 0', () => maxPool2d(o(1, 1, 4, 4), 0)],
  [
    'ValueError: [maxPool2d] expected whole numbers of at least 1 but received 0',
    () => maxPool2d(o(1, 1, 4, 4), 2, { stride: 0 }),
  ],
  [
    'ValueError: [avgPool2d] expected whole numbers of at least 0 but received -1',
    () => avgPool2d(o(1, 1, 4, 4), 2, { padding: -1 }),
  ],
  [
    'ShapeError: [maxPool2d] expected a window within the padded input but received [1, 1, 2, 3], window [3, 3]',
    () => maxPool2d(o(1, 1, 2, 3), 3),
  ],
  ['ValueError: [oneHot] expected whole class indices from 0 to 2 but received 3', () => oneHot(tensor([3]), 3)],
  ['ShapeError: [matmul] expected [m, k] and [k, n] but received [2, 3] and [4, 5]', () => matmul(o(2, 3), o(4, 5))],
  [
    'ShapeError: [matmul] expected [m, k] and [k, n] but received [2, 3] and [4, 5]',
    () => matmul(o(3, 2), o(5, 4), { transposeA: true, transposeB: true }),
  ],
  ['ShapeError: [matmul] expected […, m, k] and […, k, n] but received [3] and [3, 2]', () => matmul(o(3), o(3, 2))],
  [
    'ShapeError: [matmul] expected shapes that broadcast to one but received [2] and [3]',
    () => matmul(o(2, 1, 1), o(3, 1, 1)),
  ],
  [
    'ShapeError: [linear] expected […, in], [out, in] and [out] but received [2, 3], [4, 2], [4]',
    () => linear(o(2, 3), o(4, 2), o(4)),
  ],
  [
    'ShapeError: [linear] expected […, in], [out, in] and [out] but received [2, 3], [4, 3], [3]',
    () => linear(o(2, 3), o(4, 3), o(3)),
  ],
  ['ShapeError: [linear] expected […, in], [out, in] and [out] but received [2, 3], [4]', () => linear(o(2, 3), o(4))],
  [
    "ShapeError: [linear] expected presynaptic activity of the input's shape [2, 3] but received [3, 3]",
    () => linear(o(2, 3), o(4, 3), null, { presynaptic: o(3, 3) }),
  ],
  [
    "ShapeError: [conv2d] expected presynaptic activity of the input's shape [1, 2, 4, 4] but received [1, 2, 3, 3]",
    () => conv2d(o(1, 2, 4, 4), o(2, 2, 3, 3), null, { presynaptic: o(1, 2, 3, 3) }),
  ],
  ['ValueError: [swish] expected a tensor as input x but received none', () => swish({} as never)],
  [
    'ValueError: [lerp] expected a number as scalar weight but received none',
    () => lerp({ a: o(1), b: o(1) }, {} as never),
  ],
  [
    'ValueError: [lerp] expected a number as scalar weight but received string',
    () => lerp({ a: o(1), b: o(1) }, { weight: 'x' as never }),
  ],
  ['ShapeError: [permute] expected every axis of [2, 3] once but received [0, 0]', () => o(2, 3).permute([0, 0])],
  ['ShapeError: [permute] expected every axis of [2, 3] once but received [0]', () => o(2, 3).permute([0])],
  ['ShapeError: [permute] expected every axis of [2] once but received [0, -1]', () => o(2).transpose()],
  [
    'ShapeError: [channelStatistics] expected at least one element per channel but received [0, 3]',
    () => channelStatistics(o(0, 3)),
  ],
  ['ShapeError: [channelStatistics] expected [N, C, …] but received [3]', () => channelStatistics(o(3))],
  [
    'ShapeError: [channelAffine] expected one value for each of 3 channels but received [2]',
    () => channelAffine(o(2, 3), o(3), o(2)),
  ],
  [
    'ShapeError: [channelAffine] expected one value for each of 3 channels but received [1, 3]',
    () => channelAffine(o(2, 3), o(1, 3), o(3)),
  ],
  [
    'ShapeError: [channelNormGradient] expected [2, 3] but received [2, 2]',
    () => channelNormGradient(o(2, 2), { x: o(2, 3), mean: o(3), inverseDeviation: o(3), scale: o(3) }),
  ],
  [
    'GradientError: [channelNormGradient] expected one differentiation but received a second one, which it does not support',
    () => channelNormGradient(leaf(2, 3), { x: o(2, 3), mean: o(3), inverseDeviation: o(3), scale: o(3) }),
  ],
  [
    'ShapeError: [channelNormGradient] expected one value for each of 3 channels but received [2]',
    () => channelNormGradient(o(2, 3), { x: o(2, 3), mean: o(3), inverseDeviation: o(3), scale: o(2) }),
  ],
  ['ShapeError: [flatten] expected axes of [2, 3] in order but received 1 to -3', () => flatten(o(2, 3), 1, 0 - 2 - 1)],
  ['ShapeError: [flatten] expected axes of [2, 3] in order but received 0 to 2', () => flatten(o(2, 3), 0, 2)],
  ['ShapeError: [reshape] expected 6 elements, as [2, 3] has but received [4]', () => o(2, 3).reshape([4])],
  ['ShapeError: [reshape] expected 6 elements, as [2, 3] has but received [-1, 4]', () => o(2, 3).reshape([-1, 4])],
  [
    'ShapeError: [reshape] expected lengths that are whole numbers of at least 0 but received [-2]',
    () => o(0, 3).reshape([-2]),
  ],
  [
    'ValueError: [conv2d groups] expected a whole number of at least 1 but received 0',
    () => conv2d(o(1, 2, 4, 4), o(2, 2, 3, 3), null, { groups: 0 }),
  ],
  [
    'ValueError: [conv2d stride] expected whole numbers of at least 1 but received 0',
    () => conv2d(o(1, 2, 4, 4), o(2, 2, 3, 3), null, { stride: 0 }),
  ],
  [
    'ValueError: [conv2d padding] expected whole numbers of at least 0 but received -1',
    () => conv2d(o(1, 2, 4, 4), o(2, 2, 3, 3), null, { padding: -1 }),
  ],
  [
    'ValueError: [conv2d dilation] expected whole numbers of at least 1 but received 1,0',
    () => conv2d(o(1, 2, 4, 4), o(2, 2, 3, 3), null, { dilation: [1, 0] }),
  ],
  [
    'ShapeError: [conv2d] expected [N, C, H, W], [O, C / 1, kh, kw], 1 dividing O but received [1, 3, 4, 4], [2, 2, 3, 3]',
    () => conv2d(o(1, 3, 4, 4), o(2, 2, 3, 3)),
  ],
  [
    'ShapeError: [conv2d] expected [N, C, H, W], [O, C / 2, kh, kw] and [O], 2 dividing O but received [1, 4, 4, 4], [3, 2, 3, 3], [3]',
    () => conv2d(o(1, 4, 4, 4), o(3, 2, 3, 3), o(3), { groups: 2 }),
  ],
  [
    'ShapeError: [conv2d] expected a window within the padded input but received input [1, 2, 4, 4], window [5, 3]',
    () => conv2d(o(1, 2, 4, 4), o(2, 2, 5, 3)),
  ],
  ['ShapeError: [gather] expected [m, …] and indices [n] but received [2] and [2, 1]', () => gather(o(2), o(2, 1))],
  ['ShapeError: [gather] expected [m, …] and indices [n] but received [] and [2]', () => gather(tensor(1), o(2))],
  ['ShapeError: [slice] expected begin <= end, both from -3 to 3 but received 2 and 1', () => o(2, 3).slice(1, 2, 1)],
  ['ShapeError: [slice] expected an axis from -2 to 1 but received 2', () => o(2, 3).slice(2, 0, 1)],
  ['ShapeError: [select] expected an axis from -2 to 1 but received 2', () => o(2, 3).select(2, 0)],
  [
    'ShapeError: [pad] expected 1 pairs of whole numbers of at least 0 but received [1, 1, 0, 0]',
    () =>
      pad(o(2), [
        [1, 1],
        [0, 0],
      ]),
  ],
  [
    'ShapeError: [pad] expected 1 pairs of whole numbers of at least 0 but received [-1, 1]',
    () => pad(o(2), [[-1, 1]]),
  ],
  ['ShapeError: [mean] expected at least 1 elements along the axes but received [0]', () => o(0).mean()],
  [
    'ShapeError: [variance] expected at least 2 elements along the axes but received [1]',
    () => o(1).variance(0, { correction: 1 }),
  ],
  ['ShapeError: [max] expected at least 1 elements along the axes but received [0]', () => o(0).max()],
  ['ShapeError: [argmax] expected at least 1 elements along the axes but received [2, 0]', () => argmax(o(2, 0), 1)],
  ['ShapeError: [argmax] expected an axis from -1 to 0 but received 1', () => argmax(o(2), 1)],
  ['ShapeError: [sum] expected every axis once but received [0, 0]', () => o(2).sum([0, 0])],
  ['ShapeError: [flip] expected an axis from -1 to 0 but received 1', () => flip(o(2), 1)],
  ['ShapeError: [softmax] expected an axis from -1 to 0 but received 1', () => softmax(o(2), 1)],
  ['ShapeError: [logSoftmax] expected an axis from -1 to 0 but received 1', () => logSoftmax(o(2), 1)],
  [
    'ShapeError: [adaptiveAvgPool2d] expected [N, C, H, W] with H, W ≥ 1 but received [2, 2]',
    () => adaptiveAvgPool2d(o(2, 2), 1),
  ],
  [
    'ValueError: [adaptiveAvgPool2d] expected whole numbers of at least 1 but received 0',
    () => adaptiveAvgPool2d(o(1, 1, 2, 2), 0),
  ],
  [
    'ShapeError: [conv2d] expected [N, C, H, W], [O, C / 1, kh, kw], 1 dividing O but received [1, 2, 4], [2, 2, 3, 3]',
    () => conv2d(o(1, 2, 4), o(2, 2, 3, 3)),
  ],
  [
    'ShapeError: [conv2d] expected [N, C, H, W], [O, C / 1, kh, kw], 1 dividing O but received [1, 2, 4, 4, 1], [2, 2, 3, 3]',
    () => conv2d(o(1, 2, 4, 4, 1), o(2, 2, 3, 3)),
  ],
  [
    'ShapeError: [conv2d] expected [N, C, H, W], [O, C / 1, kh, kw], 1 dividing O but received [1, 2, 4, 4], [2, 2, 3]',
    () => conv2d(o(1, 2, 4, 4), o(2, 2, 3)),
  ],
  [
    'ShapeError: [conv2d] expected [N, C, H, W], [O, C / 1, kh, kw], 1 dividing O but received [1, 2, 4, 4], [2, 2, 3, 3, 1]',
    () => conv2d(o(1, 2, 4, 4), o(2, 2, 3, 3, 1)),
  ],
  [
    'ShapeError: [conv2d] expected [N, C, H, W], [O, C / 1, kh, kw], 1 dividing O but received [1, 2, 4, 4], [2, 2, 0, 3]',
    () => conv2d(o(1, 2, 4, 4), o(2, 2, 0, 3)),
  ],
  [
    'ShapeError: [conv2d] expected [N, C, H, W], [O, C / 1, kh, kw], 1 dividing O but received [1, 2, 4, 4], [2, 2, 3, 0]',
    () => conv2d(o(1, 2, 4, 4), o(2, 2, 3, 0)),
  ],
  [
    'ShapeError: [slice] expected begin <= end, both from -3 to 3 but received 0.5 and 2',
    () => o(2, 3).slice(1, 0.5, 2),
  ],
  [
    'ShapeError: [slice] expected begin <= end, both from -3 to 3 but received 1 and 2.5',
    () => o(2, 3).slice(1, 1, 2.5),
  ],
  ['ShapeError: [slice] expected begin <= end, both from -3 to 3 but received 1 and 4', () => o(2, 3).slice(1, 1, 4)],
  [
    'ShapeError: [pad] expected 1 pairs of whole numbers of at least 0 but received [0.5, 1]',
    () => pad(o(2), [[0.5, 1]]),
  ],
];

test.each(refusals)('%s', async (words, call) => {
  expect(await wordsOf(call)).toBe(words);
});
