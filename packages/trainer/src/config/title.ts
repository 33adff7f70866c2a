import { networks } from '../schema/networks.js';
import type { RunConfig } from '../schema/sections.js';

/** A network in a few words: `vgg-9 × 0.25`. */
export const networkTitle = ({ name, depth = networks[name].depths[0], width }: RunConfig['model']): string =>
  `${name}-${depth} × ${width}`;

/** A run in one line. */
export const titleOf = ({ model, norm, neuron, rule, steps, seed }: RunConfig): string =>
  `${networkTitle(model)}, ${norm.name} + ${neuron.threshold.name}, ${rule.name}, T = ${steps}, seed ${seed}`;
