import { describe, expect, test } from '@jest/globals';
import { meta, Random, tensor } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { OTS } from '@spikegrad/normalization';
import { stateDict, StateDictError, summary, type Module } from '@spikegrad/nn';
import { readFileSync } from 'node:fs';
import { loadReleased, releasedNames, toReleased, type NetworkOptions } from '../src/index.js';
import { heldBy, nfResNetOf, nfResNetWSOf, resNetOf, sewResNetOf, vggOf, vggWSOf } from './networks.js';

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
  ['ResNet-19 for CIFAR-10', () => resNetOf({ backend }), 14_669_834, 122],
  ['ResNet-19 for CIFAR-100', () => resNetOf({ backend, classes: 100 }), 14_692_964, 122],
  ['SEW-ResNet-34 for ImageNet', () => sewResNetOf({ backend, classes: 1000 }), 21_806_184, 218],
  ['SEW-ResNet-18 for ImageNet', () => sewResNetOf({ backend, classes: 1000, depth: 18 }), 11_694_312, 122],
  ['NF-ResNet-34 for ImageNet', () => nfResNetOf({ backend, classes: 1000 }), 21_806_184, 218],
  ['NF-ResNet-18 for ImageNet', () => nfResNetOf({ backend, classes: 1000, depth: 18 }), 11_694_312, 122],
  ['VGG of OTTT for CIFAR-10', () => vggWSOf({ backend }), 9_228_362, 26],
  ['VGG of OTTT for CIFAR-100', () => vggWSOf({ backend, classes: 100 }), 9_274_532, 26],
  ['VGG of OTTT for CIFAR10-DVS', () => vggWSOf({ backend, channels: 2 }), 9_227_786, 26],
  ['VGG of OTTT for DVS-Gesture', () => vggWSOf({ backend, channels: 2, classes: 11 }), 9_228_299, 26],
  ['NF-ResNet-34 of OTTT for ImageNet', () => nfResNetWSOf({ backend, classes: 1000 }), 21_797_688, 126],
];

test.each(networks)('%s has as many parameters and tensors as the published one', (_, model, parameters, tensors) => {
  const network = model();
  expect(summary(network, [1, network.parameters()[0]!.shape[1]!, 32, 32]).parameters).toBe(parameters);
  expect(heldBy(network).size).toBe(tensors);
});

describe('the work of one step', () => {
  test.each([
    [3, 32, 605.8],
    [2, 48, 1361.6],
  ])('of VGG on %s channels of %s² is %s million multiply-adds', (channels, size, millions) => {
    const { macs } = summary(vggOf({ backend, channels }), [1, channels, size, size]);
    expect(Math.round(macs / 1e5) / 10).toBe(millions);
  });

  test.each([
    ['ResNet-19', () => resNetOf({ backend }), 32, 2287],
    ['SEW-ResNet-34', () => sewResNetOf({ backend, classes: 1000 }), 224, 3664],
  ])('of %s is as published', (_, model, size, millions) => {
    expect(Math.round(summary(model(), [1, 3, size, size]).macs / 1e6)).toBe(millions);
  });

  test('grows with the batch', () => {
    const { macs } = summary(vggOf({ backend }), [1, 3, 32, 32]);
    expect(summary(vggOf({ backend }), [128, 3, 32, 32]).macs).toBe(128 * macs);
  });

  test('of VGG on a 32² image moves 409,600 neurons in 8 layers', () => {
    const { rows, neurons } = summary(vggOf({ backend }), [1, 3, 32, 32]);
    expect(rows.filter((row) => row.neurons > 0)).toHaveLength(8);
    expect(neurons).toBe(409_600);
  });
});

const fixture = (name: string): readonly string[] =>
  readFileSync(new URL(`released/${name}.txt`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .sort();

const released: readonly (readonly [list: string, model: (options?: Partial<NetworkOptions>) => Module])[] = [
  ['vgg-cifar10', vggOf],
  ['vgg-gesture-heavy', (options) => vggOf({ ...options, channels: 2, classes: 11, classifier: 'heavy' })],
  ['resnet-19', resNetOf],
  ['sew-resnet-34', (options) => sewResNetOf({ ...options, classes: 1000 })],
  ['nf-resnet-34', (options) => nfResNetOf({ ...options, classes: 1000 })],
  ['ottt-vgg', vggWSOf],
  ['ottt-nf-resnet-34', (options) => nfResNetWSOf({ ...options, classes: 1000 })],
];

describe.each(released)('%s', (list, build) => {
  test('has the names and shapes of the released state dict', () => {
    const model = build({ backend });
    const names = releasedNames(model);
    const ours = [...heldBy(model)].map(([path, { shape }]) => [names.get(path), ...shape].join(' '));
    expect(ours.sort()).toEqual(fixture(list));
  });

  test('is saved under released names and loaded again', async () => {
    const narrow = { width: 1 / 32, classes: 10 };
    const [from, to] = [build({ ...narrow, seed: 1 }), build({ ...narrow, seed: 2 })];
    const random = new Random(3);
    for (const value of heldBy(from).values()) value.replace(random.normal(value.shape));
    await loadReleased(to, await toReleased(from));
    expect(await stateDict(to)).toEqual(await stateDict(from));
  });
});

describe('a released state dict', () => {
  const small = { width: 1 / 32, depth: 5 } as const;

  test('does not change the stored thresholds of OTS', async () => {
    const model = vggOf({ ...small, neuron: () => new LIF({ threshold: new OTS({ steps: 2 }) }) });
    const names = Object.keys(await toReleased(model));
    expect(names).toEqual(Object.keys(await toReleased(vggOf(small))));
    const [path, thresholds] = [...heldBy(model)].find(([name]) => name.endsWith('thresholds'))!;
    expect(path).toBe('features.0.neuron.threshold.thresholds');
    thresholds.replace(tensor([0.5, 0.25]));
    await loadReleased(model, await toReleased(vggOf({ ...small, seed: 2 })));
    expect([...thresholds.dataSync()]).toEqual([0.5, 0.25]);
  });

  test('of another network fails with an error in released names, and nothing is loaded', async () => {
    const model = vggOf(small);
    const before = await stateDict(model);
    const { 'features.0.bn.gamma': gamma, ...rest } = await toReleased(model);
    const wrong = { ...rest, 'features.0.bn.run_mean': { shape: [9], data: new Float32Array(9) }, other: gamma! };
    const attempt = loadReleased(model, wrong);
    await expect(attempt).rejects.toBeInstanceOf(StateDictError);
    await expect(attempt).rejects.toMatchObject({
      missing: ['features.0.bn.gamma'],
      unexpected: ['other'],
      mismatched: ['features.0.bn.run_mean [9] for [2]'],
    });
    expect(await stateDict(model)).toEqual(before);
  });
});
