import {
  type Batch,
  batches,
  type Dataset,
  type PartPreparation,
  type SamplingOptions,
  type PipelineConfig,
  preparationOf,
  transformOf,
} from '@spikegrad/data';

/** Samples of a batch. */
export interface BatchSize {
  readonly batchSize: number;
}

/** Decides the order of the samples, and how many of them make a batch. */
export interface BatchOrder extends BatchSize {
  readonly seed: number;
}

/** A place in the endless stream of batches: batch `batch` of pass `epoch`, both from 0. */
export interface Position {
  readonly epoch: number;
  readonly batch: number;
}

/** Batches of one pass to train on. */
export const batchesOf = ({ count }: Pick<Dataset, 'count'>, { batchSize }: BatchSize): number =>
  dropsLast(count, batchSize) ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);

/** Where the batch of an iteration lies. */
export function positionOf(iteration: number, dataset: Dataset, config: BatchSize): Position {
  const each = batchesOf(dataset, config);
  return { epoch: Math.floor(iteration / each), batch: iteration % each };
}

/** One pass after the other, each in its own order, from any place on, without an end. */
export function* passesOf(
  { count }: Dataset,
  { seed, batchSize: size }: BatchOrder,
  from: Position,
): Generator<SamplingOptions> {
  for (let { epoch, batch: skip } = from; ; epoch++, skip = 0)
    yield { size, seed, dropLast: dropsLast(count, size), epoch, skip };
}

/** The one pass of a test: every sample once, in the order of the set. */
export const testPass = ({ batchSize: size }: BatchSize): SamplingOptions => ({ size, shuffle: false });

/** The batches of passes to train on, each made when it is asked for. What comes depends on seed and place alone. */
export const inBetween = (
  dataset: Dataset,
  config: PipelineConfig & BatchOrder,
  from: Position,
): AsyncGenerator<Batch> => oneByOne(dataset, preparationOf(config, 'train'), passesOf(dataset, config, from));

/** The batches of one pass after the other, each made when it is asked for. */
export async function* oneByOne(
  dataset: Dataset,
  { recipe, ...rest }: PartPreparation,
  passes: Iterable<SamplingOptions>,
): AsyncGenerator<Batch> {
  const preparation = { ...rest, transform: transformOf(recipe) };
  for (const pass of passes) yield* batches(dataset, { ...pass, ...preparation });
}

/** A pass ends with a whole batch, unless it has but one. */
const dropsLast = (count: number, size: number): boolean => count > size;
