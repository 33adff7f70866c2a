import { checkOptions } from '@spikegrad/core';
import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  Composite,
  Flatten,
  Linear,
  type Conv2d,
  type Module,
  type ForwardPart,
  type Signal,
} from '@spikegrad/nn';
import { atDepth, ofSum, resolveOptions, type NetworkOptions, type ResolvedOptions } from './networkOptions.js';
import { makeStages, normedShortcut, type BlockShape } from './stages.js';
import { stemConvolution, stemPool } from './stem.js';
import { convolutionOfDrawnBias as convolution } from './synapses.js';

/** @see resNet */
export interface ResNetOptions extends NetworkOptions {
  /** Number of layers with weights. @defaultValue `19` */
  readonly depth?: 9 | 15 | 19;
}

/** Blocks of each stage. */
const blocksOf = { 9: [1, 1, 1], 15: [2, 2, 2], 19: [3, 3, 2] } as const;

/** `LIF2(N2(conv2(LIF1(N1(conv1(x)))) + shortcut))`, the shortcut `x`, or `N(conv1×1(x))` where sizes change. */
export class ResNetBlock extends Composite {
  readonly conv1: Conv2d;
  readonly norm1: Module;
  readonly neuron1: Module;
  readonly conv2: Conv2d;
  /** Convolution and norm of the shortcut; empty for the identity. */
  readonly downsample: readonly Module[];
  /** Reads the sum of convolution and shortcut. */
  readonly norm2: Module;
  readonly neuron2: Module;

  constructor(plan: ResolvedOptions, place: BlockShape) {
    super();
    const { inputs, outputs, stride } = place;
    this.conv1 = convolution(plan, inputs, outputs, 3, stride);
    this.norm1 = plan.norm(outputs);
    this.neuron1 = plan.neuron();
    this.conv2 = convolution(plan, outputs, outputs, 3);
    this.downsample = normedShortcut(plan, place, convolution);
    this.norm2 = plan.norm(outputs, ofSum);
    this.neuron2 = plan.neuron();
  }

  protected override run(x: Signal, pass: ForwardPart): Signal {
    const { conv1, norm1, neuron1, conv2, downsample, norm2, neuron2 } = this;
    const current = this.chain([conv1, norm1, neuron1, conv2], x, pass);
    const shortcut = this.chain(downsample, x, pass);
    const sum = current.add(shortcut);
    const y = this.chain([norm2, neuron2], sum, pass);
    this.release([current, shortcut, sum], [x, y]);
    return y;
  }
}

/** Residual network of three stages that adds currents, with two final linear layers. */
export class ResNet extends Composite {
  readonly conv1: Conv2d;
  readonly norm1: Module;
  readonly neuron1: Module;
  readonly stemPool: readonly Module[];
  readonly layer1: readonly ResNetBlock[];
  readonly layer2: readonly ResNetBlock[];
  readonly layer3: readonly ResNetBlock[];
  /** To 4 × 4; for 32 × 32 images it averages over 2 × 2. */
  readonly pool = [new AdaptiveAvgPool2d(4), new Flatten()] as const;
  readonly fc1: readonly [Linear, Module];
  readonly fc2: Linear;

  constructor(given: ResNetOptions) {
    super();
    const { depth = 19, ...options } = checkOptions('resNet', given);
    const plan = resolveOptions('resNet', options, 'cifar');
    const [a, b, c] = [128, 256, 512].map(plan.scaled) as [number, number, number];
    const [first, second, third] = atDepth('resNet', blocksOf, depth);
    this.conv1 = stemConvolution(plan, a, convolution);
    this.norm1 = plan.norm(a);
    this.neuron1 = plan.neuron();
    this.stemPool = stemPool(plan, AvgPool2d);
    const sizes = [[first, a] as const, [second, b] as const, [third, c] as const];
    const block = (place: BlockShape): ResNetBlock => new ResNetBlock(plan, place);
    [this.layer1, this.layer2, this.layer3] = makeStages(a, sizes, block) as [
      ResNetBlock[],
      ResNetBlock[],
      ResNetBlock[],
    ];
    const { random, placement } = plan;
    const linear = (inputs: number, outputs: number): Linear => new Linear(inputs, outputs, { random, ...placement });
    this.fc1 = [linear(16 * c, b), plan.norm(b)];
    this.fc2 = linear(b, plan.classes);
  }

  /** `[N, channels, H, W]` to `[N, classes]`, one step. */
  protected override run(x: Signal, pass: ForwardPart): Signal {
    const { conv1, norm1, neuron1, stemPool, layer1, layer2, layer3, pool, fc1, fc2 } = this;
    const stem = [conv1, norm1, neuron1, ...stemPool];
    return this.chain([...stem, ...layer1, ...layer2, ...layer3, ...pool, ...fc1, fc2], x, pass);
  }
}

/**
 * ResNet-19; 14.7 million parameters and 2,287 million multiply-adds a step for a 32 × 32 image.
 *
 * @example
 * const model = resNet({ classes: 10, seed: 1, norm: (channels) => new OSR(channels), neuron: () => new LIF() });
 * @see Zheng et al., Going Deeper With Directly-Trained Larger Spiking Neural Networks (AAAI 2021)
 */
export const resNet = (options: ResNetOptions): ResNet => new ResNet(options);
