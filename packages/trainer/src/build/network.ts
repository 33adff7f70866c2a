import { Random, type Backend } from '@spikegrad/core';
import {
  nfResNet,
  nfResNetWS,
  resNet,
  sewResNet,
  vgg,
  vggWS,
  type NetworkOptions,
  type VGGOptions,
} from '@spikegrad/models';
import {
  AdaptiveLIF,
  IF,
  LIF,
  ParametricLIF,
  atan,
  erf,
  piecewiseExp,
  rectangle,
  sigmoid,
  softSign,
  superSpike,
  triangle,
  type NeuronOptions,
} from '@spikegrad/neurons';
import type { Module } from '@spikegrad/nn';
import { OTS } from '@spikegrad/normalization';
import { networks, type NetworkName } from '../schema/networks.js';
import type { RunConfig } from '../schema/sections.js';
import { normFactory } from './norm.js';
import { optionsOf } from './optionsOf.js';

const surrogates = { sigmoid, atan, triangle, rectangle, piecewiseExp, softSign, superSpike, erf } as const;

/**
 * Builds the network of a config. @param norm makes its norms. @defaultValue those of the config @param backend holds
 * its tensors. @defaultValue the default backend
 */
export function buildNetwork(
  config: RunConfig,
  { classes, channels }: { classes: number; channels: number },
  norm = normFactory(config),
  backend?: Backend,
): Module {
  const { seed, model } = config;
  const { name, depth, width, stem, classifier } = model;
  const options = {
    ...{ classes, channels, seed, width },
    ...(networks[name].normed && { norm }), // standardised weights replace norms
    neuron: neuronFactory(config),
    ...(depth !== undefined && { depth: depth as never }), // one of the network's: the config was checked
    ...(stem && { stem }),
    ...(name === 'vgg' && { classifier }),
    ...(backend && { backend }),
  };
  return builders[name](options as NetworkOptions);
}

const builders: Readonly<Record<NetworkName, (options: NetworkOptions & Pick<VGGOptions, 'classifier'>) => Module>> = {
  vgg,
  vggWS,
  resNet,
  sewResNet,
  nfResNet,
  nfResNetWS,
};

function neuronFactory({ neuron, steps, seed }: RunConfig): NetworkOptions['neuron'] {
  // Weights use stream 0 of the seed; masks must use another stream.
  const random = new Random(seed).split('neuron dropout');
  const { threshold, reset, dropout } = neuron;
  const surrogate = surrogates[neuron.surrogate]();
  return (placement) => {
    const common: NeuronOptions = {
      ...{ reset, dropout, surrogate },
      random: random.split(),
      threshold:
        threshold.name === 'ots' ? new OTS({ ...optionsOf(threshold), steps, ...placement }) : threshold.initial,
    };
    switch (neuron.name) {
      case 'lif':
        return new LIF({ ...common, tau: neuron.tau });
      case 'if':
        return new IF(common);
      case 'parametricLif':
        return new ParametricLIF({ ...common, tau: neuron.tau, ...placement });
      case 'adaptiveLif': {
        const { tau, adaptation, adaptationTau } = neuron;
        return new AdaptiveLIF({ ...common, tau, adaptation, adaptationTau });
      }
    }
    return neuron satisfies never;
  };
}
