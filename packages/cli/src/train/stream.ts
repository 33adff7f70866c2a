import { batches, cifarTrainTransform, type Batch, type ImageDataset } from '@spikegrad/data';
import type { RunConfig } from '../config/schema.js';

/** A place in the endless stream of batches: batch `batch` of pass `epoch`, both from 0. */
export interface Position {
  readonly epoch: number;
  readonly batch: number;
}

/** Where the batch of an iteration lies. */
export function positionOf(iteration: number, { count }: ImageDataset, { batchSize }: RunConfig): Position {
  const each = dropsLast(count, batchSize) ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  return { epoch: Math.floor(iteration / each), batch: iteration % each };
}

/** Batches of one pass after the other, each in its own order, from any place on. What comes depends on seed and place alone. */
export async function* stream(dataset: ImageDataset, config: RunConfig, from: Position): AsyncGenerator<Batch> {
  const { seed, batchSize: size, data } = config;
  const cutout = data.cutout === 'off' ? false : data.cutout;
  const augmented = data.augment ? { transform: cifarTrainTransform({ cutout }) } : {};
  const options = { size, seed, dropLast: dropsLast(dataset.count, size), ...augmented };
  for (let { epoch, batch: skip } = from; ; epoch++, skip = 0) yield* batches(dataset, { ...options, epoch, skip });
}

/** A pass ends with a whole batch, unless it has but one. */
const dropsLast = (count: number, size: number): boolean => count > size;
