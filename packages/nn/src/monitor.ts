import { concat, keep, noGrad, scope, ValueError, type Tensor } from '@spikegrad/core';
import type { Module } from './module.js';

/** Figures by module path, then by name, then by step. */
export type Readings = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

interface Entry {
  readonly path: string;
  readonly name: string;
  readonly value: Tensor;
}

/**
 * Takes down single numbers that modules report during a sequence, such as firing rates and thresholds, where the data is; all
 * of them are read at once afterwards.
 *
 * @example
 * const monitor = new Monitor(model);
 * sequence(model, 4, () => model.forward(image), { monitor });
 * const readings = await monitor.read(); // readings['features.0.neuron'].rate → [0.1, 0.2, 0.2, 0.2]
 */
export class Monitor {
  private readonly paths: ReadonlyMap<Module, string>;
  private entries: Entry[] = [];

  constructor(model: Module) {
    this.paths = new Map(model.namedModules().map(({ path, value }) => [value, path]));
  }

  /** Called by modules; `figure` gives a tensor of one element. @throws ValueError for a module of another model */
  record(module: Module, name: string, figure: () => Tensor): void {
    const path = this.paths.get(module);
    if (path === undefined)
      throw new ValueError('Monitor', 'a module of the model it was made for', module.constructor.name);
    // Detached first: the figure may be a tensor that somebody else holds, and this one is freed after reading.
    const value = scope(() => noGrad(() => keep(figure().detach().reshape([1]))));
    this.entries.push({ path, name, value });
  }

  /** What was taken down since the last reading. */
  async read(): Promise<Readings> {
    const entries = this.entries;
    this.entries = [];
    if (entries.length === 0) return {};
    const all = keep(concat(entries.map(({ value }) => value)));
    for (const { value } of entries) value.dispose();
    const numbers = await all.data().finally(() => all.dispose());
    const readings: Record<string, Record<string, number[]>> = {};
    entries.forEach(({ path, name }, i) => ((readings[path] ??= {})[name] ??= []).push(numbers[i]!));
    return readings;
  }
}
