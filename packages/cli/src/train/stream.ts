import type { Batch, ImageDataset } from '@spikegrad/data';
import { BatchWorkers } from '@spikegrad/data/workers';
import type { RunConfig } from '../config/schema.js';
import { inBetween, passesOf, recipeOf, type Position } from './passes.js';

/**
 * Batches of one pass after the other, from any place on, made ahead by the config's workers. What comes depends on seed and place alone.
 */
export async function* stream(dataset: ImageDataset, config: RunConfig, from: Position): AsyncGenerator<Batch> {
  const { workers } = config.data;
  if (workers === 0) {
    yield* inBetween(dataset, config, from);
    return;
  }
  const ahead = new BatchWorkers(dataset, { recipe: recipeOf(config), workers });
  try {
    yield* ahead.batches(passesOf(dataset, config, from));
  } finally {
    await ahead.close();
  }
}
