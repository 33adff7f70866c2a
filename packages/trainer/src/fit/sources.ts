import { partRows, Tensor, ValueError } from '@spikegrad/core';
import { batches, type Dataset } from '@spikegrad/data';
import type { Group } from '../loop/group.js';
import type { LabelledBatch } from '../loop/iterations.js';
import { passesOf, testPass, type Position } from '../loop/passes.js';
import type { BatchSource, FitOptions } from './options.js';
import type { FitPlan } from './plan.js';

/** The pixels of images are scaled to 0…1; frames of events are counts and are not scaled. */
const preparationOf = ({ frames }: Dataset) => (frames === undefined ? { normalise: null } : {});

/** The training batches of an epoch from a position on. */
export function trainingBatches({ train, seed, batchSize, group, timeFirst }: FitPlan, from: Position): BatchSource {
  if (typeof train === 'function') return ownPart(checked(train(from.epoch), from.batch), group, timeFirst);
  const pass = passesOf(train, { seed, batchSize }, from).next().value;
  return batches(train, { ...pass, part: group.world, ...preparationOf(train) });
}

/** The batches of a validation, in the order of the set. */
export function validationBatches(
  validation: NonNullable<FitOptions['validation']>,
  { batchSize, group }: FitPlan,
): BatchSource {
  if (typeof validation === 'function') return everyOwn(checked(validation(), 0), group);
  return batches(validation, { ...testPass({ batchSize }), every: group.world, ...preparationOf(validation) });
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

/** This rank's rows of every batch. */
async function* ownPart(
  source: AsyncIterable<LabelledBatch>,
  { world: { rank, size } }: Group,
  timeFirst?: boolean,
): AsyncGenerator<LabelledBatch> {
  for await (const batch of source) {
    if (size === 1) yield batch;
    else {
      const { image, label } = batch;
      const [begin, end] = partRows(label.size, rank, size);
      const own = {
        image: image.slice((timeFirst ?? image.rank === 5) ? 1 : 0, begin, end),
        label: label.slice(0, begin, end),
      };
      try {
        yield { ...own, globalSize: label.size };
      } finally {
        for (const tensor of Object.values(own)) tensor.dispose();
      }
    }
  }
}

/** The batches that this rank evaluates: every N-th of N ranks. */
async function* everyOwn(
  source: AsyncIterable<LabelledBatch>,
  { world: { rank, size } }: Group,
): AsyncGenerator<LabelledBatch> {
  let place = 0;
  for await (const batch of source) if (place++ % size === rank) yield batch;
}

const isIterable = (source: unknown): boolean =>
  typeof source === 'object' && source !== null && (Symbol.iterator in source || Symbol.asyncIterator in source);
