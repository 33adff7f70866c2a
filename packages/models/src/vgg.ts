import { checkOptions } from '@spikegrad/core';
import {
  AvgPool2d,
  Composite,
  Dropout,
  Scale,
  type Conv2d,
  type Module,
  type ForwardPart,
  type Signal,
} from '@spikegrad/nn';
import {
  atDepth,
  resolveOptions,
  resolveStandardised,
  type NetworkOptions,
  type ResolvedOptions,
  type StandardisedNetworkOptions,
} from './networkOptions.js';
import { spikeScale } from './spikeScale.js';
import { SpikingLayer } from './spikingLayer.js';
import { globalAverage } from './stages.js';
import { stemConvolution, stemPool } from './stem.js';
import { classifier, convolution, standardisedConvolution, type MakeConvolution } from './synapses.js';

/** Number of layers with weights: one, two or three convolutions per stage, and a linear layer. */
export type VGGDepth = 5 | 9 | 13;

/** @see vgg */
export interface VGGOptions extends NetworkOptions {
  /** Number of layers with weights, without those of a heavy classifier. @defaultValue `9` */
  readonly depth?: VGGDepth;
  /** One linear layer, or two spiking ones before it (as the paper has for DVS-Gesture). @defaultValue `'light'` */
  readonly classifier?: 'light' | 'heavy';
}

/** @see vggWS */
export interface VGGWSOptions extends StandardisedNetworkOptions {
  /** Number of layers with weights. @defaultValue `9` */
  readonly depth?: VGGDepth;
}

/** Channels of the convolutions of each stage; shallower networks use the first ones. */
const stages = [
  [64, 128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
] as const;

const convolutionsOf: Readonly<Record<VGGDepth, number>> = { 5: 1, 9: 2, 13: 3 };

/** Stages of convolutions with average pooling between them, a global average pooling, and a classifier. */
export class VGG extends Composite {
  readonly features: readonly Module[];
  readonly pool = globalAverage();
  readonly classifier: readonly Module[];

  constructor(features: readonly Module[], classifier: readonly Module[]) {
    super();
    this.features = features;
    this.classifier = classifier;
  }

  /** `[N, channels, H, W]` to `[N, classes]`, one step. Height and width of at least 8, of 32 with the stem of ImageNet. */
  protected override run(x: Signal, pass: ForwardPart): Signal {
    return this.chain([...this.features, ...this.pool, ...this.classifier], x, pass);
  }
}

/**
 * The VGG of the paper: `64-128-AP2-256-256-AP2-512-512-AP2-512-512-GAP-FC`, each convolution followed by norm and neuron; 9.2 million
 * parameters at width 1, 605.8 million multiply-adds a step for a 32 × 32 image.
 *
 * @example
 * const model = vgg({ classes: 10, seed: 1, norm: (channels) => new OSR(channels), neuron: () => new LIF() });
 */
export function vgg(given: VGGOptions): VGG {
  const { depth = 9, classifier: kind = 'light', ...options } = checkOptions('vgg', given);
  const plan = resolveOptions('vgg', options, 'cifar');
  const layers = features('vgg', plan, depth, convolution, (synapse, outputs) => [
    new SpikingLayer(synapse, plan.norm(outputs), plan.neuron()),
  ]);
  return new VGG(layers, kind === 'heavy' ? heavy(plan) : [classifier(plan, plan.scaled(512), plan.classes)]);
}

/**
 * The VGG of OTTT: standardised weights instead of norms, and spikes scaled to unit deviation.
 *
 * @example
 * const model = vggWS({ classes: 10, seed: 1, neuron: () => new LIF() });
 * @see Xiao et al., Online Training Through Time for Spiking Neural Networks (NeurIPS 2022)
 */
export function vggWS(given: VGGWSOptions): VGG {
  const { depth = 9, ...options } = checkOptions('vggWS', given);
  const plan = resolveStandardised('vggWS', options, 'cifar');
  const layers = features('vggWS', plan, depth, standardisedConvolution, (synapse) => [
    synapse,
    plan.neuron(),
    new Scale(spikeScale),
  ]);
  return new VGG(layers, [classifier(plan, plan.scaled(512), plan.classes)]);
}

function features(
  who: string,
  plan: ResolvedOptions,
  depth: VGGDepth,
  make: MakeConvolution,
  layer: (synapse: Conv2d, outputs: number) => readonly Module[],
): readonly Module[] {
  const count = atDepth(who, convolutionsOf, depth);
  let inputs = 0; // 0 before the stem, whose input is the image
  return stages.flatMap((stage, i) => {
    const layers = stage.slice(0, count).flatMap((size) => {
      const outputs = plan.scaled(size);
      const first = inputs === 0;
      const synapse = first ? stemConvolution(plan, outputs, make) : make(plan, inputs, outputs, 3);
      inputs = outputs;
      return [...layer(synapse, outputs), ...(first ? stemPool(plan, AvgPool2d) : [])];
    });
    return i === 0 ? layers : [new AvgPool2d(2), ...layers];
  });
}

function heavy(plan: ResolvedOptions): readonly Module[] {
  const hidden = plan.scaled(1024);
  const spiking = (inputs: number): readonly Module[] => [
    new SpikingLayer(classifier(plan, inputs, hidden), plan.norm(hidden), plan.neuron()),
    new Scale(spikeScale),
    new Dropout(0.5, { random: plan.random.split() }),
  ];
  return [...spiking(plan.scaled(512)), ...spiking(hidden), classifier(plan, hidden, plan.classes)];
}
