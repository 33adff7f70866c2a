import { checkNoOthers, formatValue, Random, ValueError, type CreateOptions } from '@spikegrad/core';
import { Sequential, type Module } from '@spikegrad/nn';

/** Backend and dtype of a model's tensors. */
export type Placement = Pick<CreateOptions, 'backend' | 'dtype'>;

/** The position of a norm in a network. */
export interface NormPosition {
  /** Whether its output is added to that of another path, at the end of a residual branch. */
  readonly summed: boolean;
  /** Whether its input is a sum of paths; then it cannot be folded into one synapse. */
  readonly ofSum: boolean;
}

/** The position of a norm at the end of a branch. */
export const summed: Partial<NormPosition> = { summed: true };

/** The position of a norm after a sum of branches. */
export const ofSum: Partial<NormPosition> = { ofSum: true };

/**
 * The first layers of a network: `'cifar'` is a 3 × 3 convolution that keeps the size, `'imagenet'` a convolution of 7
 * × 7 with stride 2 and a pooling 3/2/1, to a quarter of height and width.
 */
export type Stem = 'cifar' | 'imagenet';

/** Options of every network. The two factories make its norms and neurons. */
export interface NetworkOptions extends Placement {
  /** Number of classes. */
  readonly classes: number;
  /**
   * Makes a norm for a number of channels. The position is for norms whose initial scale depends on it, such as tdBN.
   */
  readonly norm: (channels: number, placement: Placement, place: NormPosition) => Module;
  /** Makes a layer of neurons. The placement is for neurons and thresholds with buffers, such as OTS with `steps`. */
  readonly neuron: (placement: Placement) => Module;
  /** Seed of the initial weights. */
  readonly seed: number;
  /** Channels of the input: 3 for images, 2 for event cameras. @defaultValue `3` */
  readonly channels?: number;
  /** Multiplies the channels of every layer; 1 is the published network. @defaultValue `1` */
  readonly width?: number;
  /** The first layers. @defaultValue the published network's */
  readonly stem?: Stem;
}

/** Options of a network with standardised weights, which replace norms. */
export type StandardisedNetworkOptions = Omit<NetworkOptions, 'norm'>;

/** The checked options of a network, with all defaults. */
export interface ResolvedOptions {
  readonly classes: number;
  readonly channels: number;
  readonly stem: Stem;
  readonly random: Random;
  readonly placement: Placement;
  /** A number of channels, scaled by the width. */
  readonly scaled: (channels: number) => number;
  readonly norm: (channels: number, place?: Partial<NormPosition>) => Module;
  readonly neuron: () => Module;
}

/**
 * Checks the options that all networks share.
 *
 * @param published the stem if the options have none
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

/**
 * Checks the options of a network with standardised weights, as `resolveOptions`; its norms are the identity.
 *
 * @throws ValueError, also for a norm
 */
export function resolveStandardised(
  who: string,
  options: StandardisedNetworkOptions,
  published: Stem,
): ResolvedOptions {
  const { norm } = options as Partial<NetworkOptions>;
  if (norm !== undefined)
    throw new ValueError(who, 'no norm, since standardised weights replace norms', formatValue(norm));
  return resolveOptions(who, { ...options, norm: () => new Sequential() }, published);
}

/** The entry of `depths` for a depth. @throws ValueError for another depth */
export function atDepth<Depth extends number, Made>(
  who: string,
  depths: Readonly<Record<Depth, Made>>,
  depth: Depth,
): Made {
  if (Object.hasOwn(depths, depth)) return depths[depth];
  const known = Object.keys(depths);
  throw new ValueError(who, `a depth of ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`, String(depth));
}
