import { concat, keep, noGrad, scope, SpikegradError, type Data, type Tensor } from '@spikegrad/core';
import type { Named, Module } from './module.js';

/** NaN or Infinity where only finite values are allowed: weights that have diverged, or a file of such weights. */
export class NonFiniteError extends SpikegradError {
  /** The path of every wrong tensor, in the order of the model. */
  readonly paths: readonly string[];

  constructor(who: string, paths: readonly string[], what = 'weights') {
    const [first, ...more] = paths;
    const others =
      more.length === 0
        ? ''
        : ` (and in ${more.length} more: ${more.slice(0, most).join(', ')}${more.length > most ? ', …' : ''})`;
    super(who, `${what} that are finite`, `NaN or Infinity in ${first}${others}`);
    this.paths = paths;
  }
}

/** Number of tensors that a message names. */
const most = 4;

/**
 * A sum for each tensor, `[count]`. It is finite if and only if all values are finite, since sums of weights do not
 * overflow. It takes one pass over memory, on the device.
 */
export const sumsOf = (tensors: readonly Tensor[]): Tensor =>
  scope(() => noGrad(() => keep(concat(tensors.map((x) => x.sum(undefined, { keepAxes: true }).reshape([1]))))));

/** The paths whose sums are not finite. */
export const nonFiniteAmong = (tensors: readonly Named<Tensor>[], sums: Data): readonly string[] =>
  tensors.flatMap(({ path }, i) => (Number.isFinite(sums[i]!) ? [] : [path]));

/**
 * Checks that every parameter and buffer of a model is finite, in one read. Training with a `Monitor` and loading make
 * this check too.
 *
 * @throws NonFiniteError, which names the tensors
 */
export async function expectFinite(model: Module): Promise<void> {
  const all: readonly Named<Tensor>[] = [...model.namedParameters(), ...model.namedBuffers()];
  if (all.length === 0) return;
  const sums = sumsOf(all.map(({ value }) => value));
  const paths = nonFiniteAmong(all, await sums.data().finally(() => sums.dispose()));
  if (paths.length > 0) throw new NonFiniteError(model.constructor.name, paths);
}
