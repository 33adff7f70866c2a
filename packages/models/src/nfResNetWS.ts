import { checkOptions, zeros } from '@spikegrad/core';
import {
  AvgPool2d,
  Composite,
  Parameter,
  Scale,
  type Conv2d,
  type Linear,
  type Module,
  type ForwardPart,
  type Signal,
} from '@spikegrad/nn';
import { resolveStandardised, type ResolvedOptions, type StandardisedNetworkOptions } from './networkOptions.js';
import { spikeScale } from './spikeScale.js';
import { changesSize, fourStages, globalAverage, type BlockShape, type ResNetDepth } from './stages.js';
import { stemConvolution, stemPool } from './stem.js';
import { classifier, standardisedConvolution as convolution } from './synapses.js';

/** @see nfResNetWS */
export interface NFResNetWSOptions extends StandardisedNetworkOptions {
  /** Number of layers with weights. @defaultValue `34` */
  readonly depth?: ResNetDepth;
}

/** α, the weight of every block's branch. */
const alpha = 0.2;

/**
 * β of each block: its input has variance β² if each earlier branch adds α², and the variance is 1 after each change of
 * size.
 */
export function inputDeviations(changes: readonly boolean[]): readonly number[] {
  let variance = 1;
  return changes.map((change) => {
    const deviation = Math.sqrt(variance);
    variance = (change ? 1 : variance) + alpha * alpha;
    return deviation;
  });
}

/**
 * `shortcut + α · gain · conv2(2.74 · LIF2(conv1(z)))` with `z = 2.74 · LIF1(x / β)`, the shortcut `x`, or `conv1×1(z)`
 * where sizes change. The gain begins at 0, so the block begins as its shortcut.
 */
export class NFBlockWS extends Composite {
  readonly skipGain: Parameter;
  /** 1/β. */
  readonly downscale: Scale;
  readonly neuron1: Module;
  readonly scale1 = new Scale(spikeScale);
  readonly conv1: Conv2d;
  readonly neuron2: Module;
  readonly scale2 = new Scale(spikeScale);
  readonly conv2: Conv2d;
  /** Convolution of the shortcut; null for the identity. */
  readonly downsample: Conv2d | null;

  constructor(plan: ResolvedOptions, place: BlockShape, beta: number) {
    super();
    const { inputs, outputs, stride } = place;
    this.skipGain = new Parameter(zeros([], plan.placement));
    this.downscale = new Scale(1 / beta);
    this.neuron1 = plan.neuron();
    this.conv1 = convolution(plan, inputs, outputs, 3, stride);
    this.neuron2 = plan.neuron();
    this.conv2 = convolution(plan, outputs, outputs, 3);
    this.downsample = changesSize(place) ? convolution(plan, inputs, outputs, 1, stride) : null;
  }

  protected override run(x: Signal, pass: ForwardPart): Signal {
    const { skipGain, downscale, neuron1, scale1, conv1, neuron2, scale2, conv2, downsample } = this;
    const z = this.chain([downscale, neuron1, scale1], x, pass);
    const branch = this.chain([conv1, neuron2, scale2, conv2], z, pass);
    return (downsample ? pass(downsample, z) : x).add(branch.mul(skipGain.mul(alpha)));
  }
}

/** The NF-ResNet of OTTT: standardised weights, α, β and a gain for each block, instead of norms. */
export class NFResNetWS extends Composite {
  readonly conv1: Conv2d;
  readonly pool: readonly Module[];
  readonly layer1: readonly NFBlockWS[];
  readonly layer2: readonly NFBlockWS[];
  readonly layer3: readonly NFBlockWS[];
  readonly layer4: readonly NFBlockWS[];
  readonly average = globalAverage();
  readonly fc: Linear;

  constructor(given: NFResNetWSOptions) {
    super();
    const { depth = 34, ...options } = checkOptions('nfResNetWS', given);
    const plan = resolveStandardised('nfResNetWS', options, 'imagenet');
    this.conv1 = stemConvolution(plan, plan.scaled(64), convolution);
    this.pool = stemPool(plan, AvgPool2d);
    const places = fourStages('nfResNetWS', plan, depth, (place) => place);
    const betas = inputDeviations(places.flat().map(changesSize))[Symbol.iterator]();
    const stage = (blocks: readonly BlockShape[]): readonly NFBlockWS[] =>
      blocks.map((place) => new NFBlockWS(plan, place, betas.next().value!));
    this.layer1 = stage(places[0]);
    this.layer2 = stage(places[1]);
    this.layer3 = stage(places[2]);
    this.layer4 = stage(places[3]);
    this.fc = classifier(plan, plan.scaled(512), plan.classes, 0);
  }

  /** `[N, channels, H, W]` to `[N, classes]`, one step. */
  protected override run(x: Signal, pass: ForwardPart): Signal {
    const { conv1, pool, layer1, layer2, layer3, layer4, average, fc } = this;
    return this.chain([conv1, ...pool, ...layer1, ...layer2, ...layer3, ...layer4, ...average, fc], x, pass);
  }
}

/**
 * OTTT's NF-ResNet-34, and the same network at other depths; 21.8 million parameters at depth 34, width 1 and 1000 classes.
 *
 * @example
 * const model = nfResNetWS({ classes: 1000, seed: 1, neuron: () => new LIF() });
 * @see Xiao et al., Online Training Through Time for Spiking Neural Networks (NeurIPS 2022)
 */
export const nfResNetWS = (options: NFResNetWSOptions): NFResNetWS => new NFResNetWS(options);
