import { sizeOf, type Kernels, type Shape } from '@spikegrad/core';
import { describeChannels, type Channels } from '../generated/descriptors.js';
import { addressOf, type Machine } from '../machine/machine.js';
import type { Block } from '../memory/allocator.js';
import type { CacheKey } from '../memory/cache.js';
import { DeferredShift } from './deferredShift.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];
type Name = 'channelStatistics' | 'mergeStatistics' | 'channelAffine' | 'channelNormGradient';

type Places = Omit<Channels, 'samples' | 'channels' | 'run' | 'group'>;

/** `[samples, channels, run]`. */
type Sizes = readonly [samples: number, channels: number, run: number];

const sizesOf = (shape: Shape): Sizes => [shape[0]!, shape[1]!, sizeOf(shape.slice(2))];

/** Items of a pass, and elementary operations of all of them. */
interface Extent {
  readonly items: number;
  readonly work: number;
  /** Channels of an item. @defaultValue `1` */
  readonly group?: number;
}

function pass(machine: Machine, name: Name, sizes: Sizes, { items, work, group = 1 }: Extent, places: Places): void {
  const [samples, channels, run] = sizes;
  machine.run(name, describeChannels({ ...places, samples, channels, run, group }), items, work);
}

/**
 * From such runs on each has statistics of its own, and those are merged: memory is read once, from its beginning to its end. Shorter ones do not
 * pay for it.
 */
const long = 512;

/** A run is cut in halves until it is no longer than this: one that is read twice is read from the nearest cache then. */
const part = 4096;

/** Elements of the channels whose gradients are one item: with what they are made of, 512 KiB; half or twice as many took 5 % longer. */
const near = 65536;

export function channelStatistics(machine: Machine, { x }: Call<'channelStatistics'>): readonly [Block, Block] {
  const [samples, channels, whole] = sizesOf(x.shape);
  const work = sizeOf(x.shape);
  const [mean, variance] = [machine.allocate([channels]), machine.allocate([channels])];
  const { x: from, bias } = DeferredShift.termsOf(x);
  const to = { mean: mean.pointer, variance: variance.pointer, bias };
  if (whole < long) {
    pass(machine, 'channelStatistics', [samples, channels, whole], { items: channels, work }, { x: from, ...to });
    return [mean, variance];
  }
  let run = whole;
  while (run > part && run % 2 === 0) run /= 2;
  const parts = whole / run;
  const items = samples * channels * parts;
  machine.withScratch([items, items], (means, variances) => {
    const of = { mean: means!, variance: variances! };
    pass(machine, 'channelStatistics', [1, channels, run], { items, work }, { x: from, ...of });
    const all = { x: means!, dy: variances!, ...to };
    pass(machine, 'mergeStatistics', [samples, channels, parts], { items: channels, work: items }, all);
  });
  return [mean, variance];
}

export function channelAffine(machine: Machine, { x, scale, shift }: Call<'channelAffine'>): Block {
  const y = machine.allocate(x.shape);
  const sizes = sizesOf(x.shape);
  const extent = { items: sizes[0] * sizes[1], work: sizeOf(x.shape) };
  pass(machine, 'channelAffine', sizes, extent, {
    ...{ y: y.pointer, scale: addressOf(scale), shift: addressOf(shift) },
    ...DeferredShift.termsOf(x),
  });
  return y;
}

export function channelNormGradient(
  machine: Machine,
  { dy, x, mean, inverseDeviation, scale }: Call<'channelNormGradient'>,
): readonly [Block, Block, Block] {
  const [samples, channels, run] = sizesOf(x.shape);
  const [dx, sums, products] = [machine.allocate(x.shape), machine.allocate([channels]), machine.allocate([channels])];
  const group = Math.min(channels, Math.max(1, Math.floor(near / (samples * run))));
  const extent = { items: Math.ceil(channels / group), work: sizeOf(x.shape), group };
  const totals = machine.cache.keep(dx, sumsKey(x.shape), channels, () => undefined);
  machine.withScratch([4 * channels], (partial) => {
    pass(machine, 'channelNormGradient', [samples, channels, run], extent, {
      ...{
        y: dx.pointer,
        ...DeferredShift.termsOf(x),
        dy: addressOf(dy),
        mean: addressOf(mean),
        variance: addressOf(inverseDeviation),
        scale: addressOf(scale),
      },
      ...{ sums: sums.pointer, products: products.pointer, partial: partial!, totals: totals?.pointer ?? 0 },
    });
  });
  return [dx, sums, products];
}

/**
 * Beside a gradient that a norm wrote: its sums over all axes but the channel's, which a bias before the norm needs next. Another shape of the same
 * numbers has other channels.
 */
const sumsKey = (shape: Shape): CacheKey => ['channelSums', ...sizesOf(shape)];

/** The sum over all axes but the channel's where it is known already, or null. */
export function knownSum(machine: Machine, { x, axes }: Call<'reduce'>): Block | null {
  const isAround = axes.length === x.shape.length - 1 && !axes.includes(1);
  const known = isAround ? machine.cache.find(x.handle as object, sumsKey(x.shape)) : null;
  if (!known) return null;
  const y = machine.allocate([x.shape[1]!]);
  machine.copy(y.pointer, known.pointer, y.bytes);
  return y;
}
