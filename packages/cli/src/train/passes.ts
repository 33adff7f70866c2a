import {
  batches,
  cifar10Statistics,
  cifarTrainRecipe,
  transformOf,
  unitStatistics,
  type Batch,
  type ImageDataset,
  type PassOptions,
  type PixelStatistics,
  type Recipe,
} from '@spikegrad/data';
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

/** One pass after the other, each in its own order, from any place on, without an end. */
export function* passesOf(
  { count }: ImageDataset,
  { seed, batchSize: size }: RunConfig,
  from: Position,
): Generator<PassOptions> {
  for (let { epoch, batch: skip } = from; ; epoch++, skip = 0)
    yield { size, seed, dropLast: dropsLast(count, size), epoch, skip };
}

/** How pixels become numbers: the usual mean and deviation, or brightness from 0 to 1, which spikes are drawn with. */
export const statisticsOf = ({ data: { coding } }: Pick<RunConfig, 'data'>): PixelStatistics =>
  coding === 'poisson' ? unitStatistics(cifar10Statistics.mean.length) : cifar10Statistics;

/** What becomes of every image. */
export function recipeOf(config: RunConfig): Recipe {
  const { augment, cutout } = config.data;
  const statistics = statisticsOf(config);
  if (!augment) return [{ name: 'normalise', statistics }];
  return cifarTrainRecipe({ cutout: cutout === 'off' ? false : cutout, statistics });
}

/** The batches of all passes, each made when it is asked for. What comes depends on seed and place alone. */
export async function* inBetween(dataset: ImageDataset, config: RunConfig, from: Position): AsyncGenerator<Batch> {
  const transform = transformOf(recipeOf(config));
  for (const pass of passesOf(dataset, config, from)) yield* batches(dataset, { ...pass, transform });
}

/** A pass ends with a whole batch, unless it has but one. */
const dropsLast = (count: number, size: number): boolean => count > size;
