import type { Recipe } from '../recipes/recipe.js';
import type { Part, PipelineConfig } from '../sets/dataConfig.js';

/** What becomes of the samples of a part, in plain data. */
export interface PartPreparation {
  /** The transforms of a sample; random ones are drawn for each sample. */
  readonly recipe: Recipe;
  /** Number of frames that are drawn from those of a sample, the same ones for a whole batch. @defaultValue all */
  readonly frames?: number;
}

/**
 * A pipeline: what a config makes of the samples of a part. It runs where the network learns, also in a browser, so it reads no files. A
 * new one is a file beside this, its name in a record of `dataSets.ts` and a row in `preparationOf.ts`.
 */
export type Pipeline = (config: PipelineConfig, part: Part) => PartPreparation;
