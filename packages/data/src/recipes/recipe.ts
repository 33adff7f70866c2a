import { ValueError } from '@spikegrad/core';
import { centerCrop, type CenterCropOptions } from '../transforms/centerCrop.js';
import { compose } from './compose.js';
import { randomCrop, type RandomCropOptions } from '../transforms/crop.js';
import { cutout, type CutoutFill, type CutoutOptions } from '../transforms/cutout.js';
import { horizontalFlip, type HorizontalFlipOptions } from '../transforms/flip.js';
import type { Transform } from '../image.js';
import { cifar10Statistics, normalise, type PixelStatistics } from '../transforms/normalise.js';
import { randomChoice } from './randomChoice.js';
import { randomResizedCrop, type RandomResizedCropOptions } from '../transforms/randomResizedCrop.js';
import { resize, type ResizeOptions } from '../transforms/resize.js';
import { roll, type RollOptions } from '../transforms/roll.js';
import { rotate, type RotateOptions } from '../transforms/rotate.js';
import { squareCutout, type SquareCutoutOptions } from '../transforms/squareCutout.js';

/** One transform as plain data, which can be sent to a worker or stored. */
export type RecipeStep =
  | (RandomCropOptions & { readonly name: 'randomCrop' })
  | (RandomResizedCropOptions & { readonly name: 'randomResizedCrop' })
  | (CenterCropOptions & { readonly name: 'centerCrop' })
  | (ResizeOptions & { readonly name: 'resize' })
  | (CutoutOptions & { readonly name: 'cutout' })
  | (SquareCutoutOptions & { readonly name: 'squareCutout' })
  | (HorizontalFlipOptions & { readonly name: 'horizontalFlip' })
  | (RollOptions & { readonly name: 'roll' })
  | (RotateOptions & { readonly name: 'rotate' })
  | { readonly name: 'randomChoice'; readonly of: Recipe }
  | { readonly name: 'normalise'; readonly statistics?: PixelStatistics };

/** Transforms in order, as plain data. */
export type Recipe = readonly RecipeStep[];

const names = [
  ...['randomCrop', 'randomResizedCrop', 'centerCrop', 'resize', 'cutout', 'squareCutout'],
  ...['horizontalFlip', 'roll', 'rotate', 'randomChoice', 'normalise'],
];

/** The transform that a recipe describes. @throws ValueError for an unknown step or wrong options */
export const transformOf = (recipe: Recipe): Transform => compose(...recipe.map(stepOf));

function stepOf(step: RecipeStep): Transform {
  const { name } = step;
  switch (name) {
    case 'randomCrop':
      return randomCrop(step);
    case 'randomResizedCrop':
      return randomResizedCrop(step);
    case 'centerCrop':
      return centerCrop(step);
    case 'resize':
      return resize(step);
    case 'cutout':
      return cutout(step);
    case 'squareCutout':
      return squareCutout(step);
    case 'horizontalFlip':
      return horizontalFlip(step);
    case 'roll':
      return roll(step);
    case 'rotate':
      return rotate(step);
    case 'randomChoice':
      return randomChoice(...step.of.map(stepOf));
    case 'normalise':
      return normalise(step.statistics);
  }
  name satisfies never;
  throw new ValueError('transformOf', `a step of ${names.join(', ')}`, String(name));
}

/** @see cifarTrainTransform */
export interface CifarTrainOptions {
  /**
   * The colour of the cutout; `false` for no cutout.
   * @defaultValue `'grey'`
   */
  readonly cutout?: CutoutFill | false;
  /** The final normalisation. @defaultValue `cifar10Statistics` */
  readonly statistics?: PixelStatistics;
}

/** `cifarTrainTransform` as plain data. */
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
