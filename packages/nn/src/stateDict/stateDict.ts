import {
  checkNoOthers,
  fromData,
  sameShape,
  scope,
  formatShape,
  sizeOf,
  type Data,
  type DType,
  type Shape,
  Tensor,
  ValueError,
} from '@spikegrad/core';
import { StateDictError, type StateDictProblems } from '../errors.js';
import { NonFiniteError } from '../module/finite.js';
import type { Named, Module } from '../module/module.js';
import { isPlain } from '../module/isPlain.js';

/** One entry, on the host. */
export interface StateEntry {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** Parameters, then buffers, by path. */
export type StateDict = Readonly<Record<string, StateEntry>>;

/** Entries as they were read, with their own dtype and memory. */
export type HostStateDict = Readonly<Record<string, StateEntry & { readonly dtype: DType; readonly data: Data }>>;

const kept = (model: Module): readonly Named<Tensor>[] => [...model.namedParameters(), ...model.namedBuffers()];

/** Reads every parameter and buffer of a model. */
export const stateDict = (model: Module): Promise<HostStateDict> => readAll(kept(model));

/** Reads tensors as they are now. */
export async function readAll(tensors: readonly Named<Tensor>[]): Promise<HostStateDict> {
  const entries = tensors.map(async ({ path, value }) => {
    const { shape, dtype } = value;
    return [path, { shape, dtype, data: await value.data() }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** @see loadStateDict */
export interface LoadOptions {
  /** Whether every entry must fit. If `false`, only entries that fit are loaded. @defaultValue `true` */
  readonly strict?: boolean;
}

/**
 * Loads every parameter and buffer. If any entry is missing, unexpected or mismatched, the error names them all and the
 * model does not change. With `{ strict: false }` it loads what fits.
 *
 * @returns the entries that were not loaded; none if `strict` is true
 * @throws StateDictError, NonFiniteError where an entry that is loaded holds NaN or Infinity, ValueError for anything but a state dict
 */
export function loadStateDict(
  model: Module,
  entries: StateDict,
  { strict = true, ...others }: LoadOptions = {},
): StateDictProblems {
  checkNoOthers('loadStateDict', others);
  checkDict('loadStateDict', entries);
  const all = kept(model);
  const problems = compare(new Map(all.map(({ path, value }) => [path, value.shape])), entries);
  if (strict && hasProblems(problems)) throw new StateDictError(problems);
  const fits = ({ path, value }: Named<Tensor>): boolean =>
    !hasProblems(
      compare(new Map([[path, value.shape]]), Object.hasOwn(entries, path) ? { [path]: entries[path]! } : {}),
    );
  const own = strict ? all : all.filter(fits);
  expectFiniteEntries(strict ? entries : Object.fromEntries(own.map(({ path }) => [path, entries[path]!])));
  scope(() => {
    const loaded = own.map(({ path, value: { shape, backend, dtype } }) =>
      fromData(entries[path]!.data, shape, { backend, dtype }),
    );
    own.forEach(({ value }, i) => value.replace(loaded[i]!));
  });
  return problems;
}

/** @throws NonFiniteError, which names the entries that hold NaN or Infinity */
export function expectFiniteEntries(entries: StateDict, who = 'loadStateDict'): void {
  const paths = Object.keys(entries).filter((path) => !allFinite(entries[path]!.data));
  if (paths.length > 0) throw new NonFiniteError(who, paths, 'entries');
}

function allFinite(data: ArrayLike<number>): boolean {
  for (let i = 0; i < data.length; i++) {
    const value: unknown = data[i];
    if (typeof value === 'number' && !Number.isFinite(value)) return false; // other types fail elsewhere
  }
  return true;
}

/** Checks that `entries` is a state dict. @throws ValueError */
function checkDict(who: string, entries: unknown): void {
  if (isPlain(entries)) return;
  throw new ValueError(who, 'a state dict, { path: { shape, data } }', kindOf(entries));
}

/** The kind of a value, for an error message. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Tensor) return 'a tensor, whose values await data() reads';
  if (value instanceof Promise) return 'a promise: await it';
  if (Array.isArray(value)) return 'an array';
  if (isPlain(value)) return 'another object';
  return typeof value === 'object' ? `a ${value.constructor.name}` : typeof value;
}

const isEntry = (entry: unknown): entry is StateEntry => {
  const { shape, data } = (entry ?? {}) as { readonly shape?: unknown; readonly data?: Partial<Data> | null };
  return Array.isArray(shape) && typeof data === 'object' && typeof data?.length === 'number';
};

/** The differences between entries and the expected names and shapes. */
export function compare(wanted: ReadonlyMap<string, Shape>, entries: StateDict): StateDictProblems {
  const given = new Map(Object.entries(entries));
  return {
    missing: [...wanted.keys()].filter((path) => !given.has(path)),
    unexpected: [...given.keys()].filter((path) => !wanted.has(path)),
    mismatched: [...wanted].flatMap(([path, shape]) => {
      const entry = given.get(path);
      if (!entry) return [];
      if (!isEntry(entry)) return [`${path} ${kindOf(entry)} for { shape, data }`];
      if (!sameShape(entry.shape, shape)) return [`${path} ${formatShape(entry.shape)} for ${formatShape(shape)}`];
      const count = entry.data.length;
      return count === sizeOf(shape) ? [] : [`${path} ${count} values for ${formatShape(shape)}`];
    }),
  };
}

export const hasProblems = ({ missing, unexpected, mismatched }: StateDictProblems): boolean =>
  missing.length + unexpected.length + mismatched.length > 0;
