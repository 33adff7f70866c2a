import { fromData, scope, type Random, type RandomState } from '@spikegrad/core';
import { StateDictError } from '../errors.js';
import type { Named, Module } from '../module/module.js';
import { compare, expectFiniteEntries, hasProblems, readAll, type HostStateDict, type StateDict } from './stateDict.js';

/** What training keeps between sequences besides the state dict, by path. */
export interface ResumeState<Entries extends StateDict = StateDict> {
  /** The states of the model's random generators, such as those of dropout masks. */
  readonly randoms: Readonly<Record<string, RandomState>>;
  /** Statistics that are not yet applied to their buffer; empty for most models. */
  readonly pending: Entries;
}

/** Reads what a model keeps between two sequences. */
export async function resumeState(model: Module): Promise<ResumeState<HostStateDict>> {
  const randoms = Object.fromEntries(model.namedRandoms().map(({ path, value }) => [path, value.state]));
  const waiting = model.namedPending().flatMap(({ path, value: { value } }) => (value ? [{ path, value }] : []));
  return { randoms, pending: await readAll(waiting) };
}

/**
 * Loads what `resumeState` read, completely or not at all. Load the state dict first: a pending update belongs to the
 * value of its buffer.
 *
 * @throws StateDictError for generators of another seed or stream, names the model does not have, and other shapes;
 * NonFiniteError for NaN and Infinity
 */
export function loadResumeState(model: Module, { randoms, pending }: ResumeState): void {
  const generators = model.namedRandoms();
  const waiting = model.namedPending();
  const waits = waiting.filter(({ path }) => Object.hasOwn(pending, path));
  const problems = [
    compareRandoms(generators, randoms),
    compare(new Map(waits.map(({ path, value }) => [path, value.target.shape])), pending),
  ];
  const all = {
    missing: problems.flatMap(({ missing }) => missing),
    unexpected: problems.flatMap(({ unexpected }) => unexpected),
    mismatched: problems.flatMap(({ mismatched }) => mismatched),
  };
  if (hasProblems(all)) throw new StateDictError(all, 'loadResumeState', "the model's own generators and buffers");
  expectFiniteEntries(pending, 'loadResumeState');
  for (const { path, value } of generators) value.seek(randoms[path]!);
  for (const { value } of waiting) value.clear();
  scope(() => {
    for (const { path, value } of waits) {
      const { shape, backend, dtype } = value.target;
      value.hold(fromData(pending[path]!.data, shape, { backend, dtype }));
    }
  });
}

function compareRandoms(own: readonly Named<Random>[], given: ResumeState['randoms']) {
  const names = new Set(own.map(({ path }) => path));
  return {
    missing: [...names].filter((path) => !Object.hasOwn(given, path)),
    unexpected: Object.keys(given).filter((path) => !names.has(path)),
    mismatched: own.flatMap(({ path, value: { seed, stream } }) => {
      const state = given[path];
      if (!state) return [];
      if (state.seed !== seed || state.stream !== stream)
        return [`${path} seed ${state.seed}, stream ${state.stream} for seed ${seed}, stream ${stream}`];
      return Number.isSafeInteger(state.index) && state.index >= 0 ? [] : [`${path} index ${state.index}`];
    }),
  };
}
