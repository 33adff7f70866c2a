import { ValueError, type Tensor } from '@spikegrad/core';
import {
  AdaptiveAvgPool2d,
  Composite,
  Flatten,
  MaxPool2d,
  type Conv2d,
  type Linear,
  type Module,
  type Pass,
} from '@spikegrad/nn';
import { planOf, summed, type NetworkOptions, type Plan } from './networkOptions.js';
import { classifier, convolution } from './synapses.js';

/** @see nfResNet */
export interface NFResNetOptions extends NetworkOptions {
  /** Layers with weights. @defaultValue `34` */
  readonly depth?: 18 | 34;
}

/** Blocks of each stage. */
const blocksOf = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3] } as const;

/**
 * `N2(conv2(LIF2(N1(conv1(LIF1(x)))))) + shortcut`, the shortcut real-valued: `x`, or `N(conv1×1(x))` where sizes change.
 */
export class NFBlock extends Composite {
  readonly neuron1: Module;
  readonly conv1: Conv2d;
  readonly norm1: Module;
  readonly neuron2: Module;
  readonly conv2: Conv2d;
  readonly norm2: Module;
  /** Convolution and norm of the shortcut; empty where it is the identity. */
  readonly downsample: readonly Module[];

  constructor(plan: Plan, inputs: number, outputs: number, stride: number) {
    super();
    this.neuron1 = plan.neuron();
    this.conv1 = convolution(plan, inputs, outputs, 3, stride);
    this.norm1 = plan.norm(outputs);
    this.neuron2 = plan.neuron();
    this.conv2 = convolution(plan, outputs, outputs, 3);
    this.norm2 = plan.norm(outputs, summed);
    const changes = stride !== 1 || inputs !== outputs;
    this.downsample = changes ? [convolution(plan, inputs, outputs, 1, stride), plan.norm(outputs, summed)] : [];
  }

  protected override run(x: Tensor, pass: Pass): Tensor {
    const residual = [this.neuron1, this.conv1, this.norm1, this.neuron2, this.conv2, this.norm2];
    return this.chain(residual, x, pass).add(this.chain(this.downsample, x, pass));
  }
}

/** The paper's NF-ResNet: pre-activation, no neuron before or after the blocks, norms in place of weight standardisation. */
export class NFResNet extends Composite {
  readonly conv1: Conv2d;
  readonly norm1: Module;
  readonly pool = new MaxPool2d(3, { stride: 2, padding: 1 });
  readonly layer1: readonly NFBlock[];
  readonly layer2: readonly NFBlock[];
  readonly layer3: readonly NFBlock[];
  readonly layer4: readonly NFBlock[];
  readonly average = [new AdaptiveAvgPool2d(1), new Flatten()] as const;
  readonly fc: Linear;

  constructor(options: NFResNetOptions) {
    super();
    const plan = planOf('nfResNet', options);
    const [first, second, third, fourth] = blocksAt(options.depth ?? 34);
    const [a, b, c, d] = [64, 128, 256, 512].map(plan.scaled) as [number, number, number, number];
    this.conv1 = convolution(plan, plan.channels, a, 7, 2);
    this.norm1 = plan.norm(a);
    this.layer1 = stage(plan, a, a, first, 1);
    this.layer2 = stage(plan, a, b, second, 2);
    this.layer3 = stage(plan, b, c, third, 2);
    this.layer4 = stage(plan, c, d, fourth, 2);
    this.fc = classifier(plan, d, plan.classes);
  }

  /** `[N, channels, H, W]` to `[N, classes]`, one step. */
  protected override run(x: Tensor, pass: Pass): Tensor {
    const stem = [this.conv1, this.norm1, this.pool];
    const blocks = [...this.layer1, ...this.layer2, ...this.layer3, ...this.layer4];
    return this.chain([...stem, ...blocks, ...this.average, this.fc], x, pass);
  }
}

/**
 * The paper's NF-ResNet-18 and -34; 21.8 million parameters at depth 34, width 1 and 1000 classes.
 *
 * @example
 * const model = nfResNet({ classes: 1000, seed: 1, norm: (channels) => new OSR(channels), neuron: () => new LIF() });
 */
export const nfResNet = (options: NFResNetOptions): NFResNet => new NFResNet(options);

function blocksAt(depth: number): readonly [number, number, number, number] {
  if (depth === 18 || depth === 34) return blocksOf[depth];
  throw new ValueError('nfResNet', 'a depth of 18 or 34', String(depth));
}

const stage = (plan: Plan, inputs: number, outputs: number, blocks: number, stride: number): readonly NFBlock[] =>
  Array.from(
    { length: blocks },
    (_, i) => new NFBlock(plan, i === 0 ? inputs : outputs, outputs, i === 0 ? stride : 1),
  );
