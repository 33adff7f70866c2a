import { Tensor, ValueError } from '@spikegrad/core';
import { batches, type Dataset } from '@spikegrad/data';
import type { LabelledBatch } from '../loop/iterations.js';
import { passesOf, testPass, type Position } from '../loop/passes.js';
import type { BatchSource, FitOptions } from './options.js';
import type { FitPlan } from './plan.js';

/** The pixels of images are scaled to 0…1; frames of events are counts and are not scaled. */
const preparationOf = ({ frames }: Dataset) => (frames === undefined ? { normalise: null } : {});

/** The training batches of an epoch from a position on. */
export function trainingBatches({ train, seed, batchSize }: FitPlan, from: Position): BatchSource {
  if (typeof train === 'function') return checked(train(from.epoch), from.batch);
  const pass = passesOf(train, { seed, batchSize }, from).next().value;
  return batches(train, { ...pass, ...preparationOf(train) });
}

/** The batches of a validation, in the order of the set. */
export function validationBatches(
  validation: NonNullable<FitOptions['validation']>,
  { batchSize }: FitPlan,
): BatchSource {
  if (typeof validation === 'function') return checked(validation(), 0);
  return batches(validation, { ...testPass({ batchSize }), ...preparationOf(validation) });
}

/** The given batches without the first `skip`. @throws ValueError for anything else */
async function* checked(source: BatchSource, skip: number): AsyncGenerator<LabelledBatch> {
  if (!isIterable(source)) throw new ValueError('fit', 'a function that returns an iterable of batches', typeof source);
  let place = 0;
  for await (const batch of source) {
    const { image, label } = (batch as Partial<LabelledBatch> | undefined) ?? {};
    if (!(image instanceof Tensor && label instanceof Tensor))
      throw new ValueError('fit', 'batches { image, label } of two tensors', image ? 'no label' : 'no image');
    if (place++ >= skip) yield batch;
  }
}

const isIterable = (source: unknown): boolean =>
  typeof source === 'object' && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source);
