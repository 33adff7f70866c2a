import {
  batches,
  cifarTrainRecipe,
  transformOf,
  type Batch,
  type ImageDataset,
  type PassOptions,
} from '@spikegrad/data';
import { BatchWorkers } from '@spikegrad/data/workers';
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

/**
 * Batches of one pass after the other, each in its own order, from any place on, made ahead by the config's workers. What comes depends
 * on seed and place alone.
 */
export async function* stream(dataset: ImageDataset, config: RunConfig, from: Position): AsyncGenerator<Batch> {
  const { cutout, augment, workers } = config.data;
  const recipe = augment ? cifarTrainRecipe({ cutout: cutout === 'off' ? false : cutout }) : [];
  const passes = passesOf(dataset, config, from);
  if (workers === 0) {
    for (const pass of passes) yield* batches(dataset, { ...pass, transform: transformOf(recipe) });
    return;
  }
  const ahead = new BatchWorkers(dataset, { recipe, workers });
  try {
    yield* ahead.batches(passes);
  } finally {
    await ahead.close();
  }
}

function* passesOf(
  { count }: ImageDataset,
  { seed, batchSize: size }: RunConfig,
  from: Position,
): Generator<PassOptions> {
  for (let { epoch, batch: skip } = from; ; epoch++, skip = 0)
    yield { size, seed, dropLast: dropsLast(count, size), epoch, skip };
}

/** A pass ends with a whole batch, unless it has but one. */
const dropsLast = (count: number, size: number): boolean => count > size;
