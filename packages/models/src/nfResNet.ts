import { checkOptions } from '@spikegrad/core';
import {
  Composite,
  MaxPool2d,
  type Conv2d,
  type Linear,
  type Module,
  type ForwardPart,
  type Signal,
} from '@spikegrad/nn';
import { resolveOptions, summed, type NetworkOptions, type ResolvedOptions } from './networkOptions.js';
import { fourStages, globalAverage, normedShortcut, type BlockShape, type ResNetDepth } from './stages.js';
import { stemConvolution, stemPool } from './stem.js';
import { classifier, convolution } from './synapses.js';

/** @see nfResNet */
export interface NFResNetOptions extends NetworkOptions {
  /** Number of layers with weights. @defaultValue `34` */
  readonly depth?: ResNetDepth;
}

/**
 * `N2(conv2(LIF2(N1(conv1(LIF1(x)))))) + shortcut`, with a real-valued shortcut: `x`, or `N(conv1×1(x))` where sizes
 * change.
 */
export class NFBlock extends Composite {
  readonly neuron1: Module;
  readonly conv1: Conv2d;
  readonly norm1: Module;
  readonly neuron2: Module;
  readonly conv2: Conv2d;
  readonly norm2: Module;
  /** Convolution and norm of the shortcut; empty for the identity. */
  readonly downsample: readonly Module[];

  constructor(plan: ResolvedOptions, place: BlockShape) {
    super();
    const { inputs, outputs, stride } = place;
    this.neuron1 = plan.neuron();
    this.conv1 = convolution(plan, inputs, outputs, 3, stride);
    this.norm1 = plan.norm(outputs);
    this.neuron2 = plan.neuron();
    this.conv2 = convolution(plan, outputs, outputs, 3);
    this.norm2 = plan.norm(outputs, summed);
    this.downsample = normedShortcut(plan, place);
  }

  protected override run(x: Signal, pass: ForwardPart): Signal {
    const { neuron1, conv1, norm1, neuron2, conv2, norm2, downsample } = this;
    const residual = this.chain([neuron1, conv1, norm1, neuron2, conv2, norm2], x, pass);
    const shortcut = this.chain(downsample, x, pass);
    const y = residual.add(shortcut);
    this.release([residual, shortcut], [x]);
    return y;
  }
}

/**
 * The paper's NF-ResNet: pre-activation, no neuron before or after the blocks, norms instead of weight standardisation.
 */
export class NFResNet extends Composite {
  readonly conv1: Conv2d;
  readonly norm1: Module;
  readonly pool: readonly Module[];
  readonly layer1: readonly NFBlock[];
  readonly layer2: readonly NFBlock[];
  readonly layer3: readonly NFBlock[];
  readonly layer4: readonly NFBlock[];
  readonly average = globalAverage();
  readonly fc: Linear;

  constructor(given: NFResNetOptions) {
    super();
    const { depth = 34, ...options } = checkOptions('nfResNet', given);
    const plan = resolveOptions('nfResNet', options, 'imagenet');
    this.conv1 = stemConvolution(plan, plan.scaled(64));
    this.norm1 = plan.norm(plan.scaled(64));
    this.pool = stemPool(plan, MaxPool2d);
    const block = (place: BlockShape): NFBlock => new NFBlock(plan, place);
    [this.layer1, this.layer2, this.layer3, this.layer4] = fourStages('nfResNet', plan, depth, block);
    this.fc = classifier(plan, plan.scaled(512), plan.classes);
  }

  /** `[N, channels, H, W]` to `[N, classes]`, one step. */
  protected override run(x: Signal, pass: ForwardPart): Signal {
    const { conv1, norm1, pool, layer1, layer2, layer3, layer4, average, fc } = this;
    return this.chain([conv1, norm1, ...pool, ...layer1, ...layer2, ...layer3, ...layer4, ...average, fc], x, pass);
  }
}

/**
 * The paper's NF-ResNet-18 and -34; 21.8 million parameters at depth 34, width 1 and 1000 classes.
 *
 * @example
 * const model = nfResNet({ classes: 1000, seed: 1, norm: (channels) => new OSR(channels), neuron: () => new LIF() });
 */
export const nfResNet = (options: NFResNetOptions): NFResNet => new NFResNet(options);
