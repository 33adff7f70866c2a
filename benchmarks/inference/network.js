import { foldedNorm } from '@spikegrad/trainer';
import { vgg } from '@spikegrad/models';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';
import { steps } from '../step/work.js';

const neuron = (backend) => () => new LIF({ threshold: new OTS({ steps, momentum: 0.5, backend }) });
const options = (backend) => ({ classes: 10, seed: 1, backend, neuron: neuron(backend) });

/** The paper's VGG, whose thresholds remember. */
export const remembering = (backend) =>
  vgg({ ...options(backend), norm: (channels, placement) => new OSR(channels, placement) });

/** The same with its norms in its synapses. */
export const folded = (backend) => vgg({ ...options(backend), norm: foldedNorm });
