import { Random, type Backend } from '@spikegrad/core';
import { nfResNet, vgg } from '@spikegrad/models';
import {
  IF,
  LIF,
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
import { LinearNorm, OSR, OTS, VanillaNorm } from '@spikegrad/normalization';
import type { RunConfig } from '../config/schema.js';

const surrogates = { sigmoid, atan, triangle, rectangle, piecewiseExp, softSign, superSpike, erf } as const;

/** Builds the network that a config describes. @param norm makes its norms, in place of what the config says @param backend where it lives, in place of the default one */
export function buildNetwork(
  config: RunConfig,
  { classes, channels }: { classes: number; channels: number },
  norm = normFactory(config.norm),
  backend?: Backend,
): Module {
  const { seed, model } = config;
  const options = {
    classes,
    channels,
    seed,
    width: model.width,
    norm,
    neuron: neuronFactory(config),
    ...(backend && { backend }),
  };
  switch (model.name) {
    case 'vgg':
      return vgg(options);
    case 'nfResNet18':
      return nfResNet({ ...options, depth: 18 });
    case 'nfResNet34':
      return nfResNet({ ...options, depth: 34 });
  }
  return model.name satisfies never;
}

function normFactory(norm: RunConfig['norm']): (channels: number) => Module {
  switch (norm.name) {
    case 'osr':
      return (channels) => new OSR(channels, norm);
    case 'vanilla':
      return (channels) => new VanillaNorm(channels, norm);
    case 'linear':
      return (channels) => new LinearNorm(channels, norm);
  }
  return norm satisfies never;
}

function neuronFactory({ neuron, steps, seed }: RunConfig): () => Module {
  // Weights come from stream 0 of the seed; masks must not repeat them.
  const random = new Random(seed).split('neuron dropout');
  const { threshold, reset, dropout, tau } = neuron;
  const surrogate = surrogates[neuron.surrogate]();
  const options = (): NeuronOptions => ({
    ...{ reset, dropout, surrogate },
    random: random.split(),
    threshold: threshold.name === 'ots' ? new OTS({ ...threshold, steps }) : threshold.initial,
  });
  return () => (neuron.name === 'if' ? new IF(options()) : new LIF({ ...options(), tau }));
}
