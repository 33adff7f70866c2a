import { checkOptions } from '@spikegrad/core';
import {
  addSignals,
  Composite,
  MaxPool2d,
  type Linear,
  type Module,
  type ForwardPart,
  type Signal,
} from '@spikegrad/nn';
import { resolveOptions, type NetworkOptions, type ResolvedOptions } from './networkOptions.js';
import { SpikingLayer } from './spikingLayer.js';
import { changesSize, fourStages, globalAverage, type BlockShape, type ResNetDepth } from './stages.js';
import { stemConvolution, stemPool } from './stem.js';
import { classifier, convolution } from './synapses.js';

/** @see sewResNet */
export interface SEWResNetOptions extends NetworkOptions {
  /** Number of layers with weights. @defaultValue `34` */
  readonly depth?: ResNetDepth;
}

const spiking = (plan: ResolvedOptions, { inputs, outputs, stride }: BlockShape, kernel: number): SpikingLayer =>
  new SpikingLayer(convolution(plan, inputs, outputs, kernel, stride), plan.norm(outputs), plan.neuron());

/**
 * Spike-element-wise: it adds the spikes of two layers to the shortcut, which is `x`, or a layer where sizes change.
 */
export class SEWBlock extends Composite {
  readonly convNeuron1: SpikingLayer;
  readonly convNeuron2: SpikingLayer;
  /** The layer of the shortcut; null for the identity. */
  readonly downsample: SpikingLayer | null;

  constructor(plan: ResolvedOptions, place: BlockShape) {
    super();
    const { outputs } = place;
    this.convNeuron1 = spiking(plan, place, 3);
    this.convNeuron2 = spiking(plan, { inputs: outputs, outputs, stride: 1 }, 3);
    this.downsample = changesSize(place) ? spiking(plan, place, 1) : null;
  }

  protected override run(x: Signal, pass: ForwardPart): Signal {
    const { convNeuron1, convNeuron2, downsample } = this;
    const spikes = this.chain([convNeuron1, convNeuron2], x, pass);
    return addSignals(spikes, downsample ? pass(downsample, x) : x);
  }
}

/** Residual network whose blocks add spikes. */
export class SEWResNet extends Composite {
  readonly convNeuron1: SpikingLayer;
  readonly pool: readonly Module[];
  readonly layer1: readonly SEWBlock[];
  readonly layer2: readonly SEWBlock[];
  readonly layer3: readonly SEWBlock[];
  readonly layer4: readonly SEWBlock[];
  readonly average = globalAverage();
  readonly fc: Linear;

  constructor(given: SEWResNetOptions) {
    super();
    const { depth = 34, ...options } = checkOptions('sewResNet', given);
    const plan = resolveOptions('sewResNet', options, 'imagenet');
    const first = plan.scaled(64);
    this.convNeuron1 = new SpikingLayer(stemConvolution(plan, first), plan.norm(first), plan.neuron());
    this.pool = stemPool(plan, MaxPool2d);
    const block = (place: BlockShape): SEWBlock => new SEWBlock(plan, place);
    [this.layer1, this.layer2, this.layer3, this.layer4] = fourStages('sewResNet', plan, depth, block);
    this.fc = classifier(plan, plan.scaled(512), plan.classes);
  }

  /** `[N, channels, H, W]` to `[N, classes]`, one step. */
  protected override run(x: Signal, pass: ForwardPart): Signal {
    const { convNeuron1, pool, layer1, layer2, layer3, layer4, average, fc } = this;
    return this.chain([convNeuron1, ...pool, ...layer1, ...layer2, ...layer3, ...layer4, ...average, fc], x, pass);
  }
}

/**
 * SEW-ResNet-18 and -34 with ADD; 21.8 million parameters at depth 34, width 1 and 1000 classes.
 *
 * @example
 * const model = sewResNet({ classes: 1000, seed: 1, norm: (channels) => new OSR(channels), neuron: () => new LIF() });
 * @see Fang et al., Deep Residual Learning in Spiking Neural Networks (NeurIPS 2021)
 */
export const sewResNet = (options: SEWResNetOptions): SEWResNet => new SEWResNet(options);
