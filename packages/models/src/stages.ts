import { AdaptiveAvgPool2d, Flatten, type Module } from '@spikegrad/nn';
import { atDepth, summed, type ResolvedOptions } from './networkOptions.js';
import { convolution } from './synapses.js';

/** Layers with weights of the residual networks of four stages. */
export type ResNetDepth = 10 | 18 | 34;

/** Blocks of each stage. */
const blocksOf: Readonly<Record<ResNetDepth, readonly number[]>> = {
  10: [1, 1, 1, 1],
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
};

/** Where a block stands: from so many channels to so many, at a stride. */
export interface BlockShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
}

/** Whether a block gives out other sizes than it takes in, so that its shortcut has to change them too. */
export const changesSize = ({ inputs, outputs, stride }: BlockShape): boolean => stride !== 1 || inputs !== outputs;

/** Makes the blocks of stages one after the other; all but the first stage halve height and width. */
export function makeStages<Block>(
  inputs: number,
  stages: readonly (readonly [blocks: number, outputs: number])[],
  make: (place: BlockShape) => Block,
): readonly (readonly Block[])[] {
  let last = inputs;
  return stages.map(([blocks, outputs], stage) =>
    Array.from({ length: blocks }, (_, i) => {
      const place = { inputs: last, outputs, stride: stage > 0 && i === 0 ? 2 : 1 };
      last = outputs;
      return make(place);
    }),
  );
}

/** The four stages of 64 to 512 channels. @throws ValueError for a depth nobody has drawn */
export function fourStages<Block>(
  who: string,
  plan: ResolvedOptions,
  depth: ResNetDepth,
  make: (place: BlockShape) => Block,
): [readonly Block[], readonly Block[], readonly Block[], readonly Block[]] {
  const sizes = atDepth(who, blocksOf, depth).map((blocks, i) => [blocks, plan.scaled(64 * 2 ** i)] as const);
  return makeStages(plan.scaled(64), sizes, make) as ReturnType<typeof fourStages<Block>>;
}

/** Convolution 1 × 1 and norm of a shortcut that changes sizes; nothing for one that does not. */
export const normedShortcut = (plan: ResolvedOptions, place: BlockShape, make = convolution): readonly Module[] =>
  changesSize(place)
    ? [make(plan, place.inputs, place.outputs, 1, place.stride), plan.norm(place.outputs, summed)]
    : [];

/** The mean of each channel. */
export const globalAverage = () => [new AdaptiveAvgPool2d(1), new Flatten()] as const;
