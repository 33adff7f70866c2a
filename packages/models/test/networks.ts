import { cpu, fromData, Random, type Backend, type Tensor } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';
import type { Module } from '@spikegrad/nn';
import { nfResNet, vgg, type NetworkOptions, type NFResNetOptions, type VGGOptions } from '../src/index.js';

type Choices<Options> = Partial<Options>;

/** What a test does not care about: OSR, LIF with OTS, ten classes. */
const usual: NetworkOptions = {
  classes: 10,
  seed: 1,
  norm: (channels, placement) => new OSR(channels, placement),
  neuron: () => new LIF({ threshold: new OTS() }),
};

/** The published VGG, or one of its kin. */
export const vggOf = (choices: Choices<VGGOptions> = {}) => vgg({ ...usual, ...choices });

/** The paper's NF-ResNet, or one of its kin. */
export const nfResNetOf = (choices: Choices<NFResNetOptions> = {}) => nfResNet({ ...usual, ...choices });

/** A network of a sixteenth of the channels in float64 on a backend of its own. */
export const narrow = (backend: Backend = cpu()): Choices<NetworkOptions> => ({
  backend,
  dtype: 'float64',
  width: 1 / 16,
  classes: 3,
});

/** `[N, channels, size, size]` of normal numbers beside a model. */
export function imagesFor(model: Module, count: number, size: number, channels = 3, seed = 7): Tensor {
  const { backend, dtype } = model.parameters()[0]!;
  return new Random(seed).normal([count, channels, size, size], { backend, dtype });
}

/** Labels that go round three classes. */
export function labelsFor(model: Module, count: number): Tensor {
  const { backend, dtype } = model.parameters()[0]!;
  return fromData(
    Array.from({ length: count }, (_, i) => i % 3),
    [count],
    { backend, dtype },
  );
}

/** Every parameter and buffer by name. */
export const heldBy = (model: Module): ReadonlyMap<string, Tensor> =>
  new Map([...model.namedParameters(), ...model.namedBuffers()].map(({ path, value }) => [path, value]));
