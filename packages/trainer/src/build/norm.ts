import type { NetworkOptions } from '@spikegrad/models';
import { ChannelAffine, Sequential, type Module } from '@spikegrad/nn';
import { BatchRenorm, BNTT, LinearNorm, OSR, TdBN, TEBN, VanillaNorm } from '@spikegrad/normalization';
import type { RunConfig } from '../schema/sections.js';
import { optionsOf } from './optionsOf.js';

/** No norm: the identity. */
const noNorm = (): Module => new Sequential();

/** A folded norm: the identity, or one scale and shift per channel if it does not follow a single synapse. */
export const foldedNorm: NetworkOptions['norm'] = (channels, placement, { ofSum }) =>
  ofSum ? new ChannelAffine(channels, placement) : noNorm();

/** A function that makes the norm of a config for any layer. */
export function normFactory({ norm, neuron, steps }: RunConfig): NetworkOptions['norm'] {
  switch (norm.name) {
    case 'osr':
      return (channels, placement) => new OSR(channels, { ...optionsOf(norm), ...placement });
    case 'vanilla':
      return (channels, placement) => new VanillaNorm(channels, { ...optionsOf(norm), ...placement });
    case 'linear':
      return (channels, placement) => new LinearNorm(channels, { ...optionsOf(norm), ...placement });
    case 'batchRenorm':
      return (channels, placement) => new BatchRenorm(channels, { ...optionsOf(norm), ...placement });
    case 'bntt':
      return (channels, placement) => new BNTT(channels, { ...optionsOf(norm), steps, ...placement });
    case 'tdbn': {
      const threshold = neuron.threshold.initial;
      return (channels, placement, { summed }) =>
        new TdBN(channels, { ...optionsOf(norm), threshold, alpha: summed ? Math.SQRT1_2 : 1, ...placement });
    }
    case 'tebn':
      return (channels, placement) => new TEBN(channels, { ...optionsOf(norm), steps, ...placement });
    case 'none':
      return noNorm;
  }
  return norm satisfies never;
}
