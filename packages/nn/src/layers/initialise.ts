import {
  full,
  Random,
  sameShape,
  ShapeError,
  formatShape,
  ValueError,
  type CreateOptions,
  type Shape,
  type Tensor,
} from '@spikegrad/core';
import { Parameter } from '../module/parameter.js';

/** Draws the first value of a parameter. */
export type Initialiser = (random: Random, shape: Shape, options: CreateOptions) => Tensor;

/** Inputs that reach one output: `[out, in, …]` → in · …. */
const fanIn = (shape: Shape): number => shape.slice(1).reduce((product, length) => product * length, 1);

/** Outputs that one input reaches: `[out, in, kh, kw]` → out · kh · kw. */
const fanOut = (shape: Shape): number => shape[0]! * fanIn(shape.slice(1));

/** Uniform in ±1/√fan-in. */
export const uniformFanIn: Initialiser = (random, shape, options) => biasFor(shape)(random, shape, options);

/** Uniform in ±1/√fan-in of a weight of the given shape, for its bias. */
export const biasFor = (weight: Shape): Initialiser => {
  const bound = 1 / Math.sqrt(fanIn(weight));
  return (random, shape, options) => random.uniform(shape, { low: -bound, high: bound, ...options });
};

/** Normal with variance 2/fan-out. @see He et al., Delving Deep into Rectifiers (ICCV 2015) */
export const kaimingFanOut: Initialiser = (random, shape, options) =>
  random.normal(shape, { deviation: Math.sqrt(2 / fanOut(shape)), ...options });

/** Normal with mean 0. */
export function normal(deviation: number): Initialiser {
  if (!(deviation >= 0 && Number.isFinite(deviation)))
    throw new ValueError('normal', 'a deviation of at least 0', String(deviation));
  return (random, shape, options) => random.normal(shape, { deviation, ...options });
}

/** The same number everywhere. */
export function constant(value: number): Initialiser {
  if (!Number.isFinite(value)) throw new ValueError('constant', 'a finite number', String(value));
  return (_random, shape, options) => full(shape, value, options);
}

/** Checks that options have a generator; there is no global one. @throws ValueError */
export function checkRandom(who: string, options: { readonly random: Random } | undefined): void {
  const random: unknown = options?.random;
  if (!(random instanceof Random))
    throw new ValueError(who, 'a random generator, as in { random: new Random(1) }', random ? typeof random : 'none');
}

/** A parameter of `shape`, initialised by `first`. @throws ShapeError if that gives another shape */
export function initialParameter(
  who: string,
  first: Initialiser,
  random: Random,
  shape: Shape,
  options: CreateOptions,
): Parameter {
  const value = first(random, shape, options);
  if (!sameShape(value.shape, shape))
    throw new ShapeError(who, `initial values ${formatShape(shape)}`, formatShape(value.shape));
  return new Parameter(value);
}
