import type { Distribution, Distributions } from '@spikegrad/nn';

/** The distribution of the membranes of one layer at every time step, before the reset. */
export interface LayerMembranes {
  readonly layer: string;
  readonly steps: readonly Distribution[];
}

/** The layers with recorded membranes, in the order of the network. */
export const membranesOf = (distributions: Distributions): readonly LayerMembranes[] =>
  Object.entries(distributions).flatMap(([layer, { membrane }]) => (membrane ? [{ layer, steps: membrane }] : []));

/** Number of membrane records per run. Each has some thousand numbers, so there are few. */
const looks = 16;

/** Whether an iteration records membranes: the first, the last, and some evenly in between. */
export const isLook = (iteration: number, iterations: number): boolean => {
  const part = (at: number): number => Math.floor((at * (looks - 1)) / Math.max(1, iterations - 1));
  return iteration === 0 || part(iteration) !== part(iteration - 1);
};
