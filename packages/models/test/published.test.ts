import { describe, expect, test } from '@jest/globals';
import { meta } from '@spikegrad/core';
import { summary, type Module } from '@spikegrad/nn';
import { readFileSync } from 'node:fs';
import { heldBy, nfResNetOf, vggOf } from './networks.js';

/** Networks of full size, without values. */
const backend = meta();

const networks: readonly (readonly [name: string, model: () => Module, parameters: number, tensors: number])[] = [
  ['VGG for CIFAR-10', () => vggOf({ backend }), 9_231_114, 50],
  ['VGG for CIFAR-100', () => vggOf({ backend, classes: 100 }), 9_277_284, 50],
  ['VGG for CIFAR10-DVS', () => vggOf({ backend, channels: 2 }), 9_230_538, 50],
  [
    'heavy VGG for DVS-Gesture',
    () => vggOf({ backend, channels: 2, classes: 11, classifier: 'heavy' }),
    10_815_691,
    62,
  ],
  ['light VGG for DVS-Gesture', () => vggOf({ backend, channels: 2, classes: 11 }), 9_231_051, 50],
  ['NF-ResNet-34 for ImageNet', () => nfResNetOf({ backend, classes: 1000 }), 21_806_184, 218],
  ['NF-ResNet-18 for ImageNet', () => nfResNetOf({ backend, classes: 1000, depth: 18 }), 11_694_312, 122],
];

test.each(networks)('%s has as many parameters and tensors as the published one', (_, model, parameters, tensors) => {
  const network = model();
  expect(summary(network, [1, network.parameters()[0]!.shape[1]!, 32, 32]).parameters).toBe(parameters);
  expect(heldBy(network).size).toBe(tensors);
});

describe('the work of one step of VGG', () => {
  test.each([
    [3, 32, 605.8],
    [2, 48, 1361.6],
  ])('on %s channels of %s² is %s million multiply-adds', (channels, size, millions) => {
    const { macs } = summary(vggOf({ backend, channels }), [1, channels, size, size]);
    expect(Math.round(macs / 1e5) / 10).toBe(millions);
  });

  test('grows with the batch', () => {
    const { macs } = summary(vggOf({ backend }), [1, 3, 32, 32]);
    expect(summary(vggOf({ backend }), [128, 3, 32, 32]).macs).toBe(128 * macs);
  });

  test('on a 32² image moves 409,600 neurons', () => {
    const { rows } = summary(vggOf({ backend }), [1, 3, 32, 32]);
    const neurons = rows.filter(({ type }) => type === 'LIF').map(({ output }) => output.reduce((a, b) => a * b));
    expect(neurons).toHaveLength(8);
    expect(neurons.reduce((a, b) => a + b)).toBe(409_600);
  });
});

/** Our names, and those of the released networks: the whole difference. */
const released: readonly (readonly [ours: RegExp, theirs: string])[] = [
  [/\bnorm(\d?)\./, 'bn$1.'],
  [/\brunningMean$/, 'run_mean'],
  [/\brunningVariance$/, 'run_var'],
];

const releasedName = (name: string): string =>
  released.reduce((translated, [ours, theirs]) => translated.replace(ours, theirs), name);

const fixture = (name: string): readonly string[] =>
  readFileSync(new URL(`released/${name}.txt`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .sort();

test.each([
  ['vgg-cifar10', () => vggOf({ backend })],
  ['vgg-gesture-heavy', () => vggOf({ backend, channels: 2, classes: 11, classifier: 'heavy' })],
  ['nf-resnet-34', () => nfResNetOf({ backend, classes: 1000 })],
])('the state dict of %s has the names and shapes of the released one, but for three words', (name, model) => {
  const ours = [...heldBy(model())].map(([path, { shape }]) => [releasedName(path), ...shape].join(' '));
  expect(ours.sort()).toEqual(fixture(name));
});
