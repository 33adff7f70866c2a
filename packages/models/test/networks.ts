import { cpu, fromData, Random, type Backend, type Tensor } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';
import { WSConv2d, type Module } from '@spikegrad/nn';
import {
  nfResNet,
  nfResNetWS,
  resNet,
  sewResNet,
  vgg,
  vggWS,
  type NetworkOptions,
  type NFResNetOptions,
  type NFResNetWSOptions,
  type ResNetOptions,
  type SEWResNetOptions,
  type VGGOptions,
  type VGGWSOptions,
} from '../src/index.js';

type Choices<Options> = Partial<Options>;

/** Default options of the tests: OSR, LIF with OTS, ten classes. */
const usual: NetworkOptions = {
  classes: 10,
  seed: 1,
  norm: (channels, placement) => new OSR(channels, placement),
  neuron: () => new LIF({ threshold: new OTS() }),
};

/** The same options without a norm, for networks with standardised weights. */
function withoutNorm<Options extends { norm?: unknown }>(options: Options): Options {
  const others = { ...options };
  delete others.norm;
  return others;
}

/** The published networks and their variants. */
export const vggOf = (choices: Choices<VGGOptions> = {}) => vgg({ ...usual, ...choices });
export const vggWSOf = (choices: Choices<VGGWSOptions> = {}) => vggWS(withoutNorm({ ...usual, ...choices }));
export const resNetOf = (choices: Choices<ResNetOptions> = {}) => resNet({ ...usual, ...choices });
export const sewResNetOf = (choices: Choices<SEWResNetOptions> = {}) => sewResNet({ ...usual, ...choices });
export const nfResNetOf = (choices: Choices<NFResNetOptions> = {}) => nfResNet({ ...usual, ...choices });
export const nfResNetWSOf = (choices: Choices<NFResNetWSOptions> = {}) =>
  nfResNetWS(withoutNorm({ ...usual, ...choices }));

type Build = (options?: Choices<NetworkOptions>) => Module;

/** A function that builds a network, its depths, and the smallest image for its published stem. */
interface Builder {
  readonly build: (options: Choices<NetworkOptions> & { readonly depth?: number }) => Module;
  readonly depths: readonly number[];
  readonly size: number;
}

const builder = <Depth extends number>(
  build: (options: Choices<NetworkOptions> & { readonly depth?: Depth }) => Module,
  depths: readonly Depth[],
  size: number,
): Builder => ({ build: build as Builder['build'], depths, size });

/** Every network. */
export const builders = {
  vgg: builder(vggOf, [5, 9, 13], 8),
  vggWS: builder(vggWSOf, [5, 9, 13], 8),
  resNet: builder(resNetOf, [9, 15, 19], 8),
  sewResNet: builder(sewResNetOf, [10, 18, 34], 16),
  nfResNet: builder(nfResNetOf, [10, 18, 34], 16),
  nfResNetWS: builder(nfResNetWSOf, [10, 18, 34], 16),
};

type Named = readonly [name: string, build: Build, size: number];

/** A network at one depth, and its smallest image. */
export function atDepth(who: keyof typeof builders, depth: number): Named {
  const { build, size } = builders[who];
  return [`${who}-${depth}`, (options) => build({ ...options, depth }), size];
}

/** Every network, at the depth of the tests, and its smallest image. */
export const everyNetwork: readonly Named[] = [
  ['VGG', vggOf, 8],
  ['heavy VGG', (options) => vggOf({ ...options, classifier: 'heavy' }), 8],
  ['ResNet-9', (options) => resNetOf({ ...options, depth: 9 }), 8],
  ['SEW-ResNet-18', (options) => sewResNetOf({ stem: 'cifar', ...options, depth: 18 }), 8],
  ['NF-ResNet-18', (options) => nfResNetOf({ ...options, depth: 18 }), 16],
  ['VGG-WS', vggWSOf, 8],
  ['NF-ResNet-18 of standardised weights', (options) => nfResNetWSOf({ ...options, depth: 18 }), 16],
];

/** Changes initial values so that networks without norms fire and learn from the first step, also with few channels. */
export function awaken(model: Module): Module {
  const random = new Random(11);
  const standardised = model.modules().some((module) => module instanceof WSConv2d);
  for (const { path, value } of model.namedParameters()) {
    const { shape, backend, dtype } = value;
    if (path.endsWith('skipGain')) value.replace(value.add(1));
    if (value.rank === 1 && standardised) value.replace(value.add(0.8));
    if (path === 'fc.weight') value.replace(random.normal(shape, { deviation: 0.1, backend, dtype }));
  }
  return model;
}

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

/** Labels 0, 1, 2, 0, 1, 2, … */
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
