import { checkNoOthers, concat, keep, noGrad, scope, ValueError, type Data, type Tensor } from '@spikegrad/core';
import { distributionOf, sampled, type Distribution } from './distribution.js';
import { nonFiniteAmong, NonFiniteError, sumsOf } from '../module/finite.js';
import type { Named, Module } from '../module/module.js';

/** Recorded numbers by module path, then by name, then by step. */
export type Readings = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** Distributions by module path, then by name, then by step. */
export type Distributions = Readonly<Record<string, Readonly<Record<string, readonly Distribution[]>>>>;

/** @see Monitor */
export interface MonitorOptions {
  /**
   * Also records distributions of tensors, such as membranes. It costs a few per cent of a training step.
   * @defaultValue `false`
   */
  readonly distributions?: boolean;
}

interface Entry {
  readonly path: string;
  readonly name: string;
  readonly value: Tensor;
}

/** Weights were not finite when a monitor was read. The error has the recorded numbers too. */
export class DivergedWeightsError extends NonFiniteError {
  readonly readings: Readings;

  constructor(paths: readonly string[], readings: Readings) {
    super('Monitor', paths);
    this.readings = readings;
  }
}

/**
 * Records numbers that modules report during a sequence, such as firing rates and thresholds. They stay on the device
 * and are read together afterwards. After a training step, reading also checks that the weights are finite.
 *
 * @example
 * const monitor = new Monitor(model);
 * sequence(model, 4, () => model.forward(image), { monitor });
 * const readings = await monitor.read(); // readings['features.0.neuron'].rate → [0.1, 0.2, 0.2, 0.2]
 */
export class Monitor {
  private readonly paths: ReadonlyMap<Module, string>;
  private readonly weights: readonly Named<Tensor>[];
  private readonly distributions: boolean;
  private figures: Entry[] = [];
  private spreads: Entry[] = [];
  /** One sum for each parameter and buffer, after the last update. */
  private sums: Tensor | null = null;

  constructor(model: Module, { distributions = false, ...others }: MonitorOptions = {}) {
    checkNoOthers('Monitor', others);
    this.distributions = distributions;
    this.paths = new Map(model.namedModules().map(({ path, value }) => [value, path]));
    this.weights = [...model.namedParameters(), ...model.namedBuffers()];
  }

  /**
   * Called by learning rules after an update. The next reading fails if a parameter or buffer of the model is not
   * finite.
   */
  checkWeights(): void {
    this.sums?.dispose();
    this.sums = this.weights.length === 0 ? null : sumsOf(this.weights.map(({ value }) => value));
  }

  /** Called by modules; `figure` returns a tensor of one element. @throws ValueError for a module of another model */
  record(module: Module, name: string, figure: () => Tensor): void {
    const path = this.pathOf(module);
    // It is detached first: the caller may keep its tensor, and this one is freed after reading.
    const value = scope(() => noGrad(() => keep(figure().detach().reshape([1]))));
    this.figures.push({ path, name, value });
  }

  /**
   * Called by modules with a tensor of many values. It does nothing without the option `distributions`.
   *
   * @throws ValueError for a module of another model
   */
  recordDistribution(module: Module, name: string, values: () => Tensor): void {
    if (!this.distributions) return;
    const path = this.pathOf(module);
    const value = noGrad(() => scope(() => keep(sampled(values().detach()))));
    this.spreads.push({ path, name, value });
  }

  /**
   * The numbers that were recorded since the last reading.
   *
   * @throws DivergedWeightsError, with the figures, where the last move left a parameter or buffer that is not finite
   */
  async read(): Promise<Readings> {
    const [entries, sums] = [this.figures, this.sums];
    this.figures = [];
    this.sums = null;
    const numbers = await readAll(sums ? [...entries, { value: sums }] : entries);
    const readings = byPath(entries, numbers, ([figure]) => figure!);
    const paths = sums ? nonFiniteAmong(this.weights, numbers.at(-1)!) : [];
    if (paths.length > 0) throw new DivergedWeightsError(paths, readings);
    return readings;
  }

  /**
   * The distributions that were recorded since the last reading.
   *
   * @param exchange returns the values of all ranks that compute parts of the batch. @defaultValue this process alone
   */
  async readDistributions(
    exchange: (values: readonly Data[]) => readonly (readonly Data[])[] = (values) => [values],
  ): Promise<Distributions> {
    const entries = this.spreads;
    this.spreads = [];
    const ranks = exchange(await readAll(entries));
    return byPath(
      entries,
      entries.map((_, i) => joined(ranks.map((values) => values[i]!))),
      distributionOf,
    );
  }

  private pathOf(module: Module): string {
    const path = this.paths.get(module);
    if (path !== undefined) return path;
    throw new ValueError('Monitor', 'a module of the model it was made for', module.constructor.name);
  }
}

/** Reads the numbers of all entries at once and frees the tensors. */
async function readAll(entries: readonly Pick<Entry, 'value'>[]): Promise<readonly Data[]> {
  if (entries.length === 0) return [];
  const all = keep(concat(entries.map(({ value }) => value)));
  for (const { value } of entries) value.dispose();
  const numbers = await all.data().finally(() => all.dispose());
  let place = 0;
  return entries.map(({ value: { size } }) => numbers.subarray(place, (place += size)));
}

/** The values of all ranks, one after the other. */
function joined(parts: readonly Data[]): Data {
  if (parts.length === 1) return parts[0]!;
  const all = new Float64Array(parts.reduce((total, { length }) => total + length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

/** The values of each path and name, step by step. */
function byPath<R>(
  entries: readonly Entry[],
  numbers: readonly Data[],
  make: (numbers: Data) => R,
): Record<string, Record<string, R[]>> {
  const all: Record<string, Record<string, R[]>> = {};
  entries.forEach((entry, i) => ((all[entry.path] ??= {})[entry.name] ??= []).push(make(numbers[i]!)));
  return all;
}
