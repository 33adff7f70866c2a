import { checkNoOthers, Random, type Shape } from '@spikegrad/core';
import { AdaptiveAvgPool2d, Conv2d, Flatten, Linear, normal, Sequential, type Module } from '@spikegrad/nn';
import fc from 'fast-check';
import { checkCount } from './checkCount.js';
import { call, construct, type Factory } from './factory.js';
import { neurons as anyNeurons } from './neurons.js';
import { norms as anyNorms, type NormOf } from './norms.js';

/** @see networks */
export interface NetworkOptions {
  /** The most layers of neurons. @defaultValue `3` */
  readonly maxLayers?: number;
  /** The most channels of a layer. @defaultValue `6` */
  readonly maxWidth?: number;
  /** Whether some networks are convolutional. @defaultValue `true` */
  readonly convolutions?: boolean;
  /** One is drawn for each network. @defaultValue `neurons()` */
  readonly neurons?: fc.Arbitrary<Factory<Module>>;
  /** One is drawn for each network. @defaultValue `norms()` */
  readonly norms?: fc.Arbitrary<NormOf>;
}

/** A random network, and what goes in and comes out. */
export interface RandomNetwork {
  /** Makes the network, each time with the same weights. */
  readonly network: Factory<Sequential>;
  /** The shape of one sample at one step: `[C]`, or `[C, H, W]` for convolutions. */
  readonly frame: Shape;
  /** How many logits a sample has. */
  readonly classes: number;
}

interface Draw {
  readonly seed: number;
  readonly inputs: number;
  readonly widths: readonly number[];
  readonly classes: number;
  /** Height and width of a frame; `null` for a network without convolutions. */
  readonly side: number | null;
  readonly neuron: Factory<Module>;
  readonly norm: NormOf;
}

const dtype = 'float64';

/**
 * Small spiking networks in float64: some layers of synapse, norm and neuron, then a linear readout. First weights are wide
 * enough for most layers to fire.
 */
export function networks(options: NetworkOptions = {}): fc.Arbitrary<RandomNetwork> {
  const {
    maxLayers = 3,
    maxWidth = 6,
    convolutions = true,
    neurons = anyNeurons(),
    norms = anyNorms(),
    ...others
  } = options;
  checkNoOthers('networks', others);
  checkCount('networks', 'maxLayers', maxLayers);
  checkCount('networks', 'maxWidth', maxWidth);
  const length = (min: number, max: number) => fc.integer({ min, max });
  return fc
    .record({
      seed: fc.nat(9999),
      inputs: length(1, 4),
      widths: fc.array(length(1, maxWidth), { minLength: 1, maxLength: maxLayers }),
      classes: length(2, 4),
      side: convolutions ? fc.option(length(1, 3)) : fc.constant(null),
      neuron: neurons,
      norm: norms,
    })
    .map(build);
}

function build({ seed, inputs, widths, classes, side, neuron, norm }: Draw): RandomNetwork {
  const layers = widths.flatMap((width, layer) => {
    const from = widths[layer - 1] ?? inputs;
    const random = construct(Random, seed, layer);
    const synapse =
      side === null
        ? construct(Linear, from, width, { random, initialWeight: wide(from), dtype })
        : construct(Conv2d, from, width, 3, { padding: 1, random, initialWeight: wide(9 * from), dtype });
    return norm === null ? [synapse, neuron] : [synapse, norm(width), neuron];
  });
  const pooled = side === null ? [] : [construct(AdaptiveAvgPool2d, 1), construct(Flatten)];
  const random = construct(Random, seed, widths.length);
  const readout = construct(Linear, widths.at(-1)!, classes, { random, dtype });
  return {
    network: construct(Sequential, ...layers, ...pooled, readout),
    frame: side === null ? [inputs] : [inputs, side, side],
    classes,
  };
}

/** Normal weights that give currents of a deviation of about 2 from `fanIn` inputs of deviation 1. */
const wide = (fanIn: number) => call(normal, Math.round(200 / Math.sqrt(fanIn)) / 100);
