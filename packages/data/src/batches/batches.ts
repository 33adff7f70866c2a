import type { CreateOptions } from '@spikegrad/core';
import type { Batch } from './batch.js';
import type { Dataset } from '../datasets/dataset.js';
import { tensorBatches } from './tensorBatches.js';
import { batchMaker, type HostBatch, type Preparation } from './hostBatch.js';
import { planOf, type SamplingOptions, type BatchPlan } from './plan.js';

/** One pass over a dataset; iterating it again repeats the same pass. */
export interface Batches extends AsyncIterable<Batch> {
  /** Number of batches in the pass. */
  readonly length: number;
}

/** @see batches */
export interface BatchOptions extends SamplingOptions, Preparation, Pick<CreateOptions, 'backend' | 'dtype'> {}

/**
 * Batches of tensors from a dataset. All random numbers depend only on seed, epoch and the index of the sample.
 *
 * @throws ValueError, ShapeError for invalid options or datasets; while iterating, for transforms that do not fit,
 * and FormatError for files that are not what they were.
 */
export function batches(dataset: Dataset, options: BatchOptions): Batches {
  const plan = planOf(dataset, options);
  const make = batchMaker(dataset, options);
  return { length: plan.length, [Symbol.asyncIterator]: () => tensorBatches(made(plan, make), options) };
}

async function* made({ pass, length, at }: BatchPlan, make: ReturnType<typeof batchMaker>): AsyncGenerator<HostBatch> {
  for (let i = 0; i < length; i++) yield await make(at(i), pass);
}
