import { AdaptiveAvgPool2d, Flatten, type Module } from '@spikegrad/nn';
import { atDepth, summed, type ResolvedOptions } from './networkOptions.js';
import { convolution } from './synapses.js';

/** Number of layers with weights of a residual network of four stages, as in ResNet-18. */
export type ResNetDepth = 10 | 18 | 34;

/** Blocks of each stage. */
const blocksOf: Readonly<Record<ResNetDepth, readonly number[]>> = {
  10: [1, 1, 1, 1],
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
};

/** Channels of a block's input and output, and its stride. */
export interface BlockShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
}

/** Whether a block's output has another shape than its input, so that the shortcut needs a layer. */
export const changesSize = ({ inputs, outputs, stride }: BlockShape): boolean => stride !== 1 || inputs !== outputs;

/** Makes the blocks of all stages; all but the first stage halve height and width. */
export function makeStages<Block>(
  inputs: number,
  stages: readonly (readonly [blocks: number, outputs: number])[],
  make: (shape: BlockShape) => Block,
): readonly (readonly Block[])[] {
  let last = inputs;
  return stages.map(([blocks, outputs], stage) =>
    Array.from({ length: blocks }, (_, i) => {
      const shape = { inputs: last, outputs, stride: stage > 0 && i === 0 ? 2 : 1 };
      last = outputs;
      return make(shape);
    }),
  );
}

/** The four stages of 64 to 512 channels. @throws ValueError for another depth */
export function fourStages<Block>(
  who: string,
  plan: ResolvedOptions,
  depth: ResNetDepth,
  make: (shape: BlockShape) => Block,
): [readonly Block[], readonly Block[], readonly Block[], readonly Block[]] {
  const sizes = atDepth(who, blocksOf, depth).map((blocks, i) => [blocks, plan.scaled(64 * 2 ** i)] as const);
  return makeStages(plan.scaled(64), sizes, make) as ReturnType<typeof fourStages<Block>>;
}

/** The layers of a shortcut: a convolution of 1 × 1 and a norm, or none if the shape does not change. */
export const normedShortcut = (plan: ResolvedOptions, shape: BlockShape, make = convolution): readonly Module[] =>
  changesSize(shape)
    ? [make(plan, shape.inputs, shape.outputs, 1, shape.stride), plan.norm(shape.outputs, summed)]
    : [];

/** Layers that turn `[N, C, H, W]` into the mean of each channel, `[N, C]`. */
export const globalAverage = () => [new AdaptiveAvgPool2d(1), new Flatten()] as const;
