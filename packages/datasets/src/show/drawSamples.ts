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
  /** How many samples. */
  readonly count: number;
  readonly seed: number;
  /** Whether as training sees them, changed at random, or as they are. */
  readonly augment: boolean;
}

/** Draws samples of a dataset into one SVG: images in a grid, frames of events in rows of time. */
export async function drawSamples(
  dataset: Dataset,
  config: PipelineConfig,
  { count, seed, augment }: SampleOptions,
  title: string,
): Promise<string> {
  // What comes after bytes or counts is for networks and no picture.
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

/** Counts come to a transform as floats, as they do in training. */
const asFloats = (image: Image, { frames }: Dataset): Image =>
  frames === undefined ? image : { ...image, pixels: Float32Array.from(image.pixels) };
