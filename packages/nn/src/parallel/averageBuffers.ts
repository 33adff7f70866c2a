import { noGrad, scope } from '@spikegrad/core';
import type { Module } from '../module/module.js';
import { sumTensors } from './sumTensors.js';
import type { BatchParts } from './batchParts.js';

/**
 * Replaces every buffer, and every update that is not yet in its buffer, by its mean over the ranks, weighted by their
 * samples. With `sync: 'local'` this is done once per sequence.
 */
export function averageBuffers(model: Module, { world, weight }: BatchParts): void {
  const buffers = model.namedBuffers().map(({ value }) => value);
  const pending = model.namedPending().flatMap(({ value }) => (value.value ? [value] : []));
  scope(() =>
    noGrad(() => {
      const means = sumTensors([...buffers, ...pending.map(({ value }) => value!)], world, weight);
      buffers.forEach((buffer, i) => {
        // A pending update is of the present value of its buffer, which is equal on all ranks.
        if (!pending.some(({ target }) => target === buffer)) buffer.replace(means[i]!);
      });
      pending.forEach((update, i) => update.hold(means[buffers.length + i]!));
    }),
  );
}
