import { fromData, sameShape, scope, show, type Data, type DType, type Shape, type Tensor } from '@spikegrad/core';
import { StateDictError } from './errors.js';
import type { Found, Module } from './module.js';

/** One entry, on the host. */
export interface StateEntry {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** Parameters, then buffers, by path. */
export type StateDict = Readonly<Record<string, StateEntry>>;

const kept = (model: Module): readonly Found<Tensor>[] => [...model.namedParameters(), ...model.namedBuffers()];

/** Reads every parameter and buffer of a model. */
export async function stateDict(
  model: Module,
): Promise<Readonly<Record<string, StateEntry & { dtype: DType; data: Data }>>> {
  const entries = kept(model).map(async ({ path, value }) => {
    const { shape, dtype } = value;
    return [path, { shape, dtype, data: await value.data() }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Loads every parameter and buffer, all or nothing: when any entry is missing, unexpected or misshaped, the error names them all
 * and the model stays as it was.
 *
 * @throws StateDictError
 */
export function loadStateDict(model: Module, entries: StateDict): void {
  const own = kept(model);
  const names = new Set(own.map(({ path }) => path));
  const given = new Map(Object.entries(entries));
  const missing = own.filter(({ path }) => !given.has(path)).map(({ path }) => path);
  const unexpected = [...given.keys()].filter((path) => !names.has(path));
  const misshaped = own.flatMap(({ path, value }) => {
    const entry = given.get(path);
    if (!entry) return [];
    if (!sameShape(entry.shape, value.shape)) return [`${path} ${show(entry.shape)} for ${show(value.shape)}`];
    const count = entry.data.length;
    return count === value.size ? [] : [`${path} ${count} values for ${show(value.shape)}`];
  });
  if (missing.length + unexpected.length + misshaped.length > 0)
    throw new StateDictError({ missing, unexpected, misshaped });
  scope(() => {
    const loaded = own.map(({ path, value: { shape, backend, dtype } }) =>
      fromData(given.get(path)!.data, shape, { backend, dtype }),
    );
    own.forEach(({ value }, i) => value.replace(loaded[i]!));
  });
}
