import { nfResNet, resNet, vgg } from '@spikegrad/models';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS, VanillaNorm } from '@spikegrad/normalization';
import { online, ottt } from '@spikegrad/online';

/** The networks that are compared, and the side of the images they see. */
export const networks = {
  vgg: { title: 'VGG', build: vgg, side: 32 },
  resNet: { title: 'ResNet-19', build: resNet, side: 32 },
  nfResNet: { title: 'NF-ResNet-18*', build: (options) => nfResNet({ ...options, depth: 18 }), side: 64 },
};

/** The ways they learn. */
export const methods = {
  'OSR + OTS': { norm: 'osr', ots: true, traced: false },
  vanilla: { norm: 'vanilla', ots: false, traced: false },
  OTTT: { norm: 'osr', ots: false, traced: true },
};

const norms = { osr: OSR, vanilla: VanillaNorm };

export const ruleOf = ({ traced }) => (traced ? ottt() : online());

/** A network of a sixteenth of the channels. @param more options of its norms */
export const modelOf = (network, { norm, ots }, place, more = {}) =>
  networks[network].build({
    ...{ classes: 10, seed: 1, width: 1 / 16, ...place },
    norm: (channels, placement) => new norms[norm](channels, { ...more, ...placement }),
    neuron: () => new LIF(ots ? { threshold: new OTS() } : {}),
  });
