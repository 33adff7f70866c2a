import type { Tensor } from '@spikegrad/core';
import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  Composite,
  Dropout,
  Flatten,
  Scale,
  type Module,
  type Pass,
} from '@spikegrad/nn';
import { planOf, type NetworkOptions, type Plan } from './networkOptions.js';
import { SpikingLayer } from './spikingLayer.js';
import { classifier, convolution } from './synapses.js';

/** @see vgg */
export interface VGGOptions extends NetworkOptions {
  /** One linear layer, or two spiking ones before it (as the paper has for DVS-Gesture). @defaultValue `'light'` */
  readonly classifier?: 'light' | 'heavy';
}

/** Channels of the convolutions; `pool` halves height and width. */
const published = [64, 128, 'pool', 256, 256, 'pool', 512, 512, 'pool', 512, 512] as const;

/** The paper's VGG: `64-128-AP2-256-256-AP2-512-512-AP2-512-512-GAP-FC`, each convolution followed by norm and neuron. */
export class VGG extends Composite {
  readonly features: readonly Module[];
  readonly pool = [new AdaptiveAvgPool2d(1), new Flatten()] as const;
  readonly classifier: readonly Module[];

  constructor(options: VGGOptions) {
    super();
    const plan = planOf('vgg', options);
    this.features = features(plan);
    this.classifier = options.classifier === 'heavy' ? heavy(plan) : [classifier(plan, plan.scaled(512), plan.classes)];
  }

  /** `[N, channels, H, W]` to `[N, classes]`, one step. Height and width of at least 8. */
  protected override run(x: Tensor, pass: Pass): Tensor {
    return this.chain([...this.features, ...this.pool, ...this.classifier], x, pass);
  }
}

/**
 * The VGG of the paper; 9.2 million parameters at width 1, 605.8 million multiply-adds a step for a 32 × 32 image.
 *
 * @example
 * const model = vgg({ classes: 10, seed: 1, norm: (channels) => new OSR(channels), neuron: () => new LIF() });
 */
export const vgg = (options: VGGOptions): VGG => new VGG(options);

function features(plan: Plan): readonly Module[] {
  let inputs = plan.channels;
  return published.map((size) => {
    if (size === 'pool') return new AvgPool2d(2);
    const outputs = plan.scaled(size);
    const synapse = convolution(plan, inputs, outputs, 3);
    inputs = outputs;
    return new SpikingLayer(synapse, plan.norm(outputs), plan.neuron());
  });
}

/** 1 / deviation of the spikes of unit Gaussian membranes at threshold 1: `1/√(p(1 − p))` with `p = 1 − Φ(1)`. */
const spikeScale = 2.74;

function heavy(plan: Plan): readonly Module[] {
  const hidden = plan.scaled(1024);
  const spiking = (inputs: number): readonly Module[] => [
    new SpikingLayer(classifier(plan, inputs, hidden), plan.norm(hidden), plan.neuron()),
    new Scale(spikeScale),
    new Dropout(0.5, { random: plan.random.split() }),
  ];
  return [...spiking(plan.scaled(512)), ...spiking(hidden), classifier(plan, hidden, plan.classes)];
}
