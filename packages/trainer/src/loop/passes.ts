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

/** Samples per batch. */
export interface BatchSize {
  readonly batchSize: number;
}

/** The fields that decide the order of the samples and the batch size. */
export interface BatchOrder extends BatchSize {
  readonly seed: number;
}

/** A position in the infinite stream of batches: batch `batch` of pass `epoch`, both from 0. */
export interface Position {
  readonly epoch: number;
  readonly batch: number;
}

/** Number of training batches in one pass. */
export const batchesOf = ({ count }: Pick<Dataset, 'count'>, { batchSize }: BatchSize): number =>
  dropsLast(count, batchSize) ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);

/** The position of the batch of an iteration. */
export function positionOf(iteration: number, dataset: Dataset, config: BatchSize): Position {
  const each = batchesOf(dataset, config);
  return { epoch: Math.floor(iteration / each), batch: iteration % each };
}

/** An infinite sequence of passes from a position on, each in its own order. */
export function* passesOf(
  { count }: Dataset,
  { seed, batchSize: size }: BatchOrder,
  from: Position,
): Generator<SamplingOptions> {
  for (let { epoch, batch: skip } = from; ; epoch++, skip = 0)
    yield { size, seed, dropLast: dropsLast(count, size), epoch, skip };
}

/** The pass of a test: every sample once, in the order of the set. */
export const testPass = ({ batchSize: size }: BatchSize): SamplingOptions => ({ size, shuffle: false });

/** Training batches of several passes, each made when it is requested. They depend on seed and position only. */
export const inBetween = (
  dataset: Dataset,
  config: PipelineConfig & BatchOrder,
  from: Position,
): AsyncGenerator<Batch> => oneByOne(dataset, preparationOf(config, 'train'), passesOf(dataset, config, from));

/** The batches of several passes, each made when it is requested. */
export async function* oneByOne(
  dataset: Dataset,
  { recipe, ...rest }: PartPreparation,
  passes: Iterable<SamplingOptions>,
): AsyncGenerator<Batch> {
  const preparation = { ...rest, transform: transformOf(recipe) };
  for (const pass of passes) yield* batches(dataset, { ...pass, ...preparation });
}

/** The last batch of a pass is complete, unless it is the only one. */
const dropsLast = (count: number, size: number): boolean => count > size;
