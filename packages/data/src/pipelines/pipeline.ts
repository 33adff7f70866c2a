import type { Recipe } from '../recipes/recipe.js';
import type { Part, PipelineConfig } from '../sets/dataConfig.js';

/** The preprocessing of the samples of a part, as plain data. */
export interface PartPreparation {
  /** The transforms of a sample; random numbers differ for each sample. */
  readonly recipe: Recipe;
  /**
   * Number of frames that are chosen at random from those of a sample, the same for all samples of a batch.
   * @defaultValue all
   */
  readonly frames?: number;
}

/**
 * A pipeline makes the preprocessing of a part from a config. It also runs in browsers, so it reads no files. A new
 * one is a file in this folder, its name in a record of `dataSets.ts`, and a row in `preparationOf.ts`.
 */
export type Pipeline = (config: PipelineConfig, part: Part) => PartPreparation;
