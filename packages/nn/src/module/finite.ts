import { concat, keep, noGrad, scope, SpikegradError, type Data, type Tensor } from '@spikegrad/core';
import type { Named, Module } from './module.js';

/** Values that are NaN or infinite where only finite ones make sense: weights that have diverged, or a file of such weights. */
export class NonFiniteError extends SpikegradError {
  /** Every tensor at fault, by path, in the order of the model. */
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

/** Tensors that a message names besides the first. */
const most = 4;

/**
 * A sum for each tensor, `[count]`: finite exactly if all values are, since sums of weights do not overflow. One pass
 * over memory, on the device.
 */
export const sumsOf = (tensors: readonly Tensor[]): Tensor =>
  scope(() => noGrad(() => keep(concat(tensors.map((x) => x.sum(undefined, { keepAxes: true }).reshape([1]))))));

/** The paths whose sums are not finite. */
export const nonFiniteAmong = (tensors: readonly Named<Tensor>[], sums: Data): readonly string[] =>
  tensors.flatMap(({ path }, i) => (Number.isFinite(sums[i]!) ? [] : [path]));

/**
 * Checks that every parameter and buffer of a model is finite, in one read. Training with a `Monitor` and loading do this by
 * themselves.
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
