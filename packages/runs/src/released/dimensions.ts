import type { StateDict } from '@spikegrad/nn';
import type { Passage } from './translate.js';

/** The dimensions given by the first and the last layer of a network. */
export interface Dimensions {
  readonly classes: number;
  readonly channels: number;
}

/** The weights of the first convolution and of the last linear layer. */
export const outerLayers = (passages: readonly Passage[]) => ({
  first: passages.find(({ shape }) => shape.length === 4)!,
  last: passages.findLast(({ shape }) => shape.length === 2)!,
});

/** Number of classes and channels of these weights, from released names or our names; 0 if unknown. */
export function dimensionsIn(entries: StateDict, passages: readonly Passage[], side: 'ours' | 'theirs'): Dimensions {
  const { first, last } = outerLayers(passages);
  const lengthOf = (passage: Passage, axis: number): number => entries[passage[side]!]?.shape[axis] ?? 0;
  return { classes: lengthOf(last, 0), channels: lengthOf(first, 1) };
}
