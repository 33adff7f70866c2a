import { fromData, sameShape, show, type Data, type DType, type Shape, type Tensor } from '@spikegrad/core';
import { StateDictError } from './errors.js';
import type { Found, Module } from './module.js';

/** One entry, on the host. */
export interface StateEntry {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** Parameters and buffers by path, in the order of the tree. */
export type StateDict = Readonly<Record<string, StateEntry>>;

const kept = (model: Module): readonly Found<Tensor>[] => {
  const order = new Map([...model.namedParameters(), ...model.namedBuffers()].map((found) => [found.path, found]));
  return [...order.values()];
};

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
    const fits = !entry || (sameShape(entry.shape, value.shape) && entry.data.length === value.size);
    return fits ? [] : [`${path} ${show(entry.shape)} for ${show(value.shape)}`];
  });
  if (missing.length + unexpected.length + misshaped.length > 0)
    throw new StateDictError({ missing, unexpected, misshaped });
  for (const { path, value } of own) {
    const { backend, dtype } = value;
    const loaded = fromData(given.get(path)!.data, value.shape, { backend, dtype });
    value.replace(loaded);
    loaded.dispose();
  }
}
