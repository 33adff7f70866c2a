import { ValueError } from '@spikegrad/core';
import { compose } from './compose.js';
import { randomCrop, type RandomCropOptions } from './crop.js';
import { cutout, type CutoutFill, type CutoutOptions } from './cutout.js';
import { horizontalFlip, type HorizontalFlipOptions } from './flip.js';
import type { Transform } from './image.js';
import { cifar10Statistics, normalise, type PixelStatistics } from './normalise.js';

/** One transform in plain data, which unlike a function can be sent to a worker or written down. */
export type RecipeStep =
  | (RandomCropOptions & { readonly name: 'randomCrop' })
  | (CutoutOptions & { readonly name: 'cutout' })
  | (HorizontalFlipOptions & { readonly name: 'horizontalFlip' })
  | { readonly name: 'normalise'; readonly statistics?: PixelStatistics };

/** Transforms one after the other, in plain data. */
export type Recipe = readonly RecipeStep[];

/** The transform that a recipe describes. @throws ValueError for a step that nobody knows or that cannot be */
export const transformOf = (recipe: Recipe): Transform => compose(...recipe.map(stepOf));

function stepOf(step: RecipeStep): Transform {
  const { name } = step;
  switch (name) {
    case 'randomCrop':
      return randomCrop(step);
    case 'cutout':
      return cutout(step);
    case 'horizontalFlip':
      return horizontalFlip(step);
    case 'normalise':
      return normalise(step.statistics);
  }
  name satisfies never;
  throw new ValueError('transformOf', 'randomCrop, cutout, horizontalFlip or normalise', String(name));
}

/** @see cifarTrainTransform */
export interface CifarTrainOptions {
  /**
   * The colour of the cutout patch; `false` cuts none.
   * @defaultValue `'grey'`
   */
  readonly cutout?: CutoutFill | false;
  /** How bytes become floats in the end. @defaultValue `cifar10Statistics` */
  readonly statistics?: PixelStatistics;
}

/** `cifarTrainTransform` in plain data. */
export const cifarTrainRecipe = ({
  cutout: fill = 'grey',
  statistics = cifar10Statistics,
}: CifarTrainOptions = {}): Recipe => [
  { name: 'randomCrop', padding: 4 },
  ...(fill === false ? [] : [{ name: 'cutout', fill } as const]),
  { name: 'horizontalFlip' },
  { name: 'normalise', statistics },
];

/**
 * The training pipeline for CIFAR-10 and CIFAR-100: random crop (padding 4) → cutout → horizontal flip → normalise.
 *
 * @see Zhu et al., "Online Stabilization of Spiking Neural Networks", ICLR 2024
 */
export const cifarTrainTransform = (options: CifarTrainOptions = {}): Transform =>
  transformOf(cifarTrainRecipe(options));
