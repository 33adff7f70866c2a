import type { Distribution, Distributions } from '@spikegrad/nn';

/** How the membranes of one layer were spread, step by step, before spikes reset them. */
export interface LayerMembranes {
  readonly layer: string;
  readonly steps: readonly Distribution[];
}

/** The layers that show membranes, in the order of the network. */
export const membranesOf = (distributions: Distributions): readonly LayerMembranes[] =>
  Object.entries(distributions).flatMap(([layer, { membrane }]) => (membrane ? [{ layer, steps: membrane }] : []));

/** Looks at membranes in a run. Each writes some thousand numbers down, so there are few. */
const looks = 16;

/** Whether membranes are looked at in an iteration: in the first, the last, and evenly in between. */
export const isLook = (iteration: number, iterations: number): boolean => {
  const part = (at: number): number => Math.floor((at * (looks - 1)) / Math.max(1, iterations - 1));
  return iteration === 0 || part(iteration) !== part(iteration - 1);
};
