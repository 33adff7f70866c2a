import { sizeOf, type Kernels, type Operand } from '@spikegrad/core';
import { at, type Machine } from './machine.js';
import type { Block } from './pool.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];
type Name = 'channelStatistics' | 'channelAffine' | 'channelNormGradient';

/** What a pass over channels reads and writes, in the order of `assembly/channel.ts`. */
const fields = ['y', 'x', 'dy', 'mean', 'variance', 'scale', 'shift', 'sums', 'products'] as const;

function run(machine: Machine, name: Name, x: Operand, places: Partial<Record<(typeof fields)[number], number>>): void {
  const [samples, channels] = x.shape as readonly [number, number];
  const words = [...fields.map((field) => places[field] ?? 0), samples, channels, sizeOf(x.shape.slice(2))];
  machine.run(name, words, name === 'channelAffine' ? samples * channels : channels, sizeOf(x.shape));
}

export function channelStatistics(machine: Machine, { x }: Call<'channelStatistics'>): readonly [Block, Block] {
  const channels = [x.shape[1]!];
  const [mean, variance] = [machine.allocate(channels), machine.allocate(channels)];
  run(machine, 'channelStatistics', x, { x: at(x), mean: mean.pointer, variance: variance.pointer });
  return [mean, variance];
}

export function channelAffine(machine: Machine, { x, scale, shift }: Call<'channelAffine'>): Block {
  const y = machine.allocate(x.shape);
  run(machine, 'channelAffine', x, { y: y.pointer, x: at(x), scale: at(scale), shift: at(shift) });
  return y;
}

export function channelNormGradient(
  machine: Machine,
  { dy, x, mean, inverseDeviation, scale }: Call<'channelNormGradient'>,
): readonly [Block, Block, Block] {
  const channels = [x.shape[1]!];
  const [dx, sums, products] = [machine.allocate(x.shape), machine.allocate(channels), machine.allocate(channels)];
  run(machine, 'channelNormGradient', x, {
    ...{ y: dx.pointer, x: at(x), dy: at(dy), mean: at(mean), variance: at(inverseDeviation), scale: at(scale) },
    ...{ sums: sums.pointer, products: products.pointer },
  });
  return [dx, sums, products];
}
