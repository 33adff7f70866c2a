import {
  type Dataset,
  type Image,
  type PipelineConfig,
  preparationOf,
  sampleAt,
  sampleRandom,
  transformOf,
} from '@spikegrad/data';
import { chosenOf } from './chosen.js';
import { drawSheet } from './sheet.js';
import { stripOf } from './stripOf.js';

/** @see drawSamples */
export interface SampleOptions {
  /** Number of samples. */
  readonly count: number;
  readonly seed: number;
  /** Whether to apply the random augmentation of training. */
  readonly augment: boolean;
}

/** Draws samples of a dataset into one SVG: images in a grid, frames of events in one row per sample. */
export async function drawSamples(
  dataset: Dataset,
  config: PipelineConfig,
  { count, seed, augment }: SampleOptions,
  title: string,
): Promise<string> {
  // Steps after bytes or counts are for networks and are not drawn.
  const recipe = preparationOf(config, 'train').recipe.filter(({ name }) => name !== 'normalise');
  const transform = transformOf(augment ? recipe : []);
  const strips = [];
  for (const index of chosenOf(dataset, count, seed)) {
    const image = await sampleAt(dataset, index);
    const shown = transform(asFloats(image, dataset), sampleRandom(index, { seed, epoch: 0 }));
    strips.push(stripOf(shown, dataset, dataset.classes[dataset.labels[index]!]!));
  }
  return drawSheet(strips, title);
}

/** A transform gets counts as floats, as in training. */
const asFloats = (image: Image, { frames }: Dataset): Image =>
  frames === undefined ? image : { ...image, pixels: Float32Array.from(image.pixels) };
