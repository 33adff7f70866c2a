import { describe, expect, test } from '@jest/globals';
import { noGrad, type Tensor } from '@spikegrad/core';
import { IF, LIF } from '@spikegrad/neurons';
import { LinearNorm, OSR, OTS, VanillaNorm } from '@spikegrad/normalization';
import { Monitor, onlineLoss, sequence, type Module } from '@spikegrad/nn';
import { ResNet, type NetworkOptions } from '../src/index.js';
import { atDepth, awaken, imagesFor, labelsFor, narrow, vggOf } from './networks.js';

const steps = 3;
const count = 6;

type Build = (options: Partial<NetworkOptions>) => Module;

const networks: readonly (readonly [string, Build, size: number])[] = [
  atDepth('vgg', 9),
  ['heavy VGG of 2 channels', (options) => vggOf({ ...options, channels: 2, classifier: 'heavy' }), 8],
  atDepth('nfResNet', 18),
];
const rivals = [atDepth('resNet', 9), atDepth('sewResNet', 18)];
const standardised = [atDepth('vggWS', 9), atDepth('nfResNetWS', 10)];

// The running statistics follow each sequence at once, so that a few of them settle every layer.
const settings = { momentum: 0 };
const norms: readonly (readonly [string, NetworkOptions['norm'], takesMeansAway: boolean])[] = [
  ['OSR', (channels, placement) => new OSR(channels, { ...settings, ...placement }), true],
  ['VanillaNorm', (channels, placement) => new VanillaNorm(channels, { ...settings, ...placement }), true],
  ['LinearNorm', (channels, placement) => new LinearNorm(channels, { ...settings, ...placement }), false],
];
const neurons: readonly (readonly [string, NetworkOptions['neuron']])[] = [
  ['LIF with OTS', (placement) => new LIF({ threshold: new OTS({ steps, ...placement }) })],
  ['LIF', () => new LIF()],
  ['IF', () => new IF()],
];

const made = (build: Build, neuron: NetworkOptions['neuron'], norm = norms[0]![1]): Module =>
  awaken(build({ ...narrow(), norm, neuron }));

/** Each norm with each neuron in the networks of the paper, each with one in its rivals. */
const combinations = neurons.flatMap(([neuron, makeNeuron], i) => [
  ...[...networks, ...rivals].flatMap((network) =>
    norms
      .filter((_, j) => networks.includes(network) || i === j)
      .map(([norm, makeNorm, takesMeansAway]) => {
        const [name, build, size] = network;
        const model = (): Module => made(build, makeNeuron, makeNorm);
        return [`${name} of ${norm} and ${neuron}`, model, size, takesMeansAway] as const;
      }),
  ),
  ...standardised.map(
    ([name, build, size]) => [`${name} of ${neuron}`, () => made(build, makeNeuron), size, false] as const,
  ),
]);

/** One training step of a network whose running statistics have settled, and the rate of each layer in it. */
async function ratesOf(model: Module, size: number): Promise<readonly number[]> {
  const images = imagesFor(model, count, size, model.parameters()[0]!.shape[1]);
  const labels = labelsFor(model, count);
  for (let i = 0; i < 12; i++) noGrad(() => sequence(model, 1, () => void model.forward(images)));
  const monitor = new Monitor(model);
  const step = (): void => onlineLoss(model.forward(images), labels).div(steps).backward();
  sequence(model, steps, step, { monitor });
  const readings = Object.values(await monitor.read());
  return readings.flatMap(({ rate }) => (rate ? [rate.reduce((a, b) => a + b) / rate.length] : []));
}

const largest = (x: Tensor): number => Math.max(...Array.from(x.dataSync(), Math.abs));
const isFinite = (x: Tensor): boolean => x.dataSync().every((value) => Number.isFinite(value));

/** Whether a parameter shifts what a norm shifts back: the bias of a synapse right before one, or what ResNet-19 adds to that. */
const isShiftUnderNorm = (path: string, model: Module): boolean =>
  /^(features\.\d+|classifier\.[03])\.synapse\.bias$/.test(path) ||
  /(^|\.)(convNeuron\d|downsample)\.synapse\.bias$/.test(path) ||
  /(^|\.)(conv\d|downsample\.0|fc1\.0)\.bias$/.test(path) ||
  (model instanceof ResNet && path.endsWith('downsample.1.beta'));

describe.each(combinations)('%s', (_, build, size, takesMeansAway) => {
  test('fires in every layer and learns in every parameter, except biases before a norm', async () => {
    const model = build();
    for (const rate of await ratesOf(model, size)) expect([rate > 0.01, rate < 0.95, rate]).toEqual([true, true, rate]);
    for (const { path, value } of model.namedParameters()) {
      expect([path, isFinite(value.grad!)]).toEqual([path, true]);
      const gradient = largest(value.grad!);
      if (takesMeansAway && isShiftUnderNorm(path, model)) expect([path, gradient < 1e-12]).toEqual([path, true]);
      else expect([path, gradient > 1e-9]).toEqual([path, true]);
    }
  });
});
