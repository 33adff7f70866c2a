import { sameShape, formatShape, type Shape, type Tensor } from '@spikegrad/core';
import { releasedNames } from '@spikegrad/models';
import type { Named, HostStateDict, Module, StateDict } from '@spikegrad/nn';
import { ReleasedError } from './releasedError.js';

/** A tensor of a network without values: its name in the folder of a run, and its released name. */
export interface Passage {
  readonly ours: string;
  /** `null` for tensors that no release has: the running thresholds of OTS. */
  readonly theirs: string | null;
  readonly shape: Shape;
}

/** All tensors of a network, parameters first. */
export function passagesOf(network: Module): readonly Passage[] {
  const names = releasedNames(network);
  const held: readonly Named<Tensor>[] = [...network.namedParameters(), ...network.namedBuffers()];
  return held.map(({ path, value: { shape } }) => ({ ours: path, theirs: names.get(path) ?? null, shape }));
}

/**
 * Renames the entries of a file.
 *
 * @param names the present and the new name of each
 * @throws ReleasedError for an entry that is missing or has another shape
 */
export function translate(
  entries: StateDict,
  names: readonly (readonly [from: string, to: string, shape: Shape])[],
  file: string,
): HostStateDict {
  const translated = names.map(([from, to, shape]) => {
    const entry = Object.hasOwn(entries, from) ? entries[from]! : null;
    if (!entry || !sameShape(entry.shape, shape))
      throw new ReleasedError(
        file,
        `${from} ${formatShape(shape)}`,
        entry ? formatShape(entry.shape) : 'no tensor of that name',
      );
    return [to, { shape, dtype: 'float32' as const, data: Float32Array.from(entry.data) }] as const;
  });
  return Object.fromEntries(translated);
}
