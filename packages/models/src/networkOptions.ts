import { checkNoOthers, formatValue, Random, ValueError, type CreateOptions } from '@spikegrad/core';
import { Sequential, type Module } from '@spikegrad/nn';

/** Where tensors of a model live. */
export type Placement = Pick<CreateOptions, 'backend' | 'dtype'>;

/** Where in a network a norm is. */
export interface NormPosition {
  /** Whether its output is added to that of another path, as at the end of a residual branch. */
  readonly summed: boolean;
  /** Whether it reads a sum of paths and not one synapse, into which it could fold. */
  readonly ofSum: boolean;
}

/** The place of a norm at the end of a branch. */
export const summed: Partial<NormPosition> = { summed: true };

/** The place of a norm where branches have met. */
export const ofSum: Partial<NormPosition> = { ofSum: true };

/**
 * How a network takes its images in: `'cifar'` by a 3 × 3 convolution that keeps their size, `'imagenet'` by one of 7 × 7 and stride
 * 2 and a pooling 3/2/1, to a quarter of height and width.
 */
export type Stem = 'cifar' | 'imagenet';

/** What every network is made of; the two factories decide its norm and neuron. */
export interface NetworkOptions extends Placement {
  /** Classes to tell apart. */
  readonly classes: number;
  /** Makes a norm of a number of channels. The place is for norms whose first scale depends on it, such as tdBN. */
  readonly norm: (channels: number, placement: Placement, place: NormPosition) => Module;
  /** Makes a layer of neurons. The placement is for neurons and thresholds that hold numbers, such as a remembering OTS. */
  readonly neuron: (placement: Placement) => Module;
  /** Decides all first weights. */
  readonly seed: number;
  /** Channels of the input: 3 for images, 2 for event cameras. @defaultValue `3` */
  readonly channels?: number;
  /** Multiplies the channels of every layer; 1 is the published network. @defaultValue `1` */
  readonly width?: number;
  /** How images come in. @defaultValue the published network's */
  readonly stem?: Stem;
}

/** What a network with standardised weights is made of: they stand in the place of norms. */
export type StandardisedNetworkOptions = Omit<NetworkOptions, 'norm'>;

/** The parts of a network under construction: its options made whole. */
export interface ResolvedOptions {
  readonly classes: number;
  readonly channels: number;
  readonly stem: Stem;
  readonly random: Random;
  readonly placement: Placement;
  /** So many channels, scaled by the width. */
  readonly scaled: (channels: number) => number;
  readonly norm: (channels: number, place?: Partial<NormPosition>) => Module;
  readonly neuron: () => Module;
}

/** In the place of norms where weights are standardised: what comes in goes out. */
export const noNorm = (): Module => new Sequential();

/**
 * Checks the options that all networks share.
 *
 * @param published the stem where the options name none
 * @throws ValueError
 */
export function resolveOptions(who: string, options: NetworkOptions, published: Stem): ResolvedOptions {
  const { classes, channels = 3, width = 1, stem = published, seed, norm, neuron, backend, dtype, ...others } = options;
  checkNoOthers(who, others);
  if (!Number.isInteger(classes) || classes < 1) throw new ValueError(who, 'at least one class', String(classes));
  if (!Number.isInteger(channels) || channels < 1)
    throw new ValueError(who, 'at least one input channel', String(channels));
  if (!(width > 0) || !Number.isFinite(width)) throw new ValueError(who, 'a width above 0', String(width));
  if (!['cifar', 'imagenet'].includes(stem))
    throw new ValueError(who, "a stem of 'cifar' or 'imagenet'", `'${String(stem)}'`);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new ValueError(who, 'a seed that is a whole number from 0 to 4294967295', String(seed));
  if (typeof norm !== 'function')
    throw new ValueError(who, 'a norm, a function such as (channels) => new OSR(channels)', formatValue(norm));
  if (typeof neuron !== 'function')
    throw new ValueError(who, 'a neuron, a function such as () => new LIF()', formatValue(neuron));
  const placement = { ...(backend && { backend }), ...(dtype && { dtype }) };
  const scaled = (count: number): number => Math.max(1, Math.round(count * width));
  return {
    classes,
    channels,
    stem,
    random: new Random(seed),
    placement,
    scaled,
    norm: (count, place) => norm(count, placement, { summed: false, ofSum: false, ...place }),
    neuron: () => neuron(placement),
  };
}

/** What a network of that depth is made of. @throws ValueError for a depth that is not among them */
export function atDepth<Depth extends number, Made>(
  who: string,
  depths: Readonly<Record<Depth, Made>>,
  depth: Depth,
): Made {
  if (Object.hasOwn(depths, depth)) return depths[depth];
  const known = Object.keys(depths);
  throw new ValueError(who, `a depth of ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`, String(depth));
}
