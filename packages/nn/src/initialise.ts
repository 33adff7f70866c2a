import { full, type CreateOptions, type Random, type Shape, type Tensor } from '@spikegrad/core';

/** Draws the first value of a parameter. */
export type Initialiser = (random: Random, shape: Shape, options: CreateOptions) => Tensor;

/** Inputs that reach one output: `[out, in, …]` → in · …. */
const fanIn = (shape: Shape): number => shape.slice(1).reduce((product, length) => product * length, 1);

/** Outputs that one input reaches: `[out, in, kh, kw]` → out · kh · kw. */
const fanOut = (shape: Shape): number => shape[0]! * fanIn(shape.slice(1));

/** Uniform in ±1/√fan-in. */
export const uniformFanIn: Initialiser = (random, shape, options) => {
  const bound = 1 / Math.sqrt(fanIn(shape));
  return random.uniform(shape, { low: -bound, high: bound, ...options });
};

/** Normal with variance 2/fan-out. @see He et al., Delving Deep into Rectifiers (ICCV 2015) */
export const kaimingFanOut: Initialiser = (random, shape, options) =>
  random.normal(shape, { deviation: Math.sqrt(2 / fanOut(shape)), ...options });

/** Normal with mean 0. */
export const normal =
  (deviation: number): Initialiser =>
  (random, shape, options) =>
    random.normal(shape, { deviation, ...options });

/** The same number everywhere. */
export const constant =
  (value: number): Initialiser =>
  (_random, shape, options) =>
    full(shape, value, options);
