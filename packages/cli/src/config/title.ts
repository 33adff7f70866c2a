import type { RunConfig } from './schema.js';

/** A run in one line. */
export const titleOf = ({ model, norm, neuron, rule, steps, seed }: RunConfig): string =>
  `${model.name} × ${model.width}, ${norm.name} + ${neuron.threshold.name}, ${rule.name}, T = ${steps}, seed ${seed}`;
