import type { Recipe } from '../recipes/recipe.js';
import type { Part, PipelineConfig } from '../sets/dataConfig.js';

/** What becomes of the samples of a part, in plain data. */
export interface PartPreparation {
  /** Made of every sample, drawn anew for each where it is drawn. */
  readonly recipe: Recipe;
  /** Of the frames that samples have, so many are drawn, the same for a batch; all unless given. */
  readonly frames?: number;
}

/**
 * A pipeline: what a config makes of the samples of a part. It runs where the network learns, also in a browser, so it reads no files. A
 * new one is a file beside this, its name in a record of `dataSets.ts` and a row in `preparationOf.ts`.
 */
export type Pipeline = (config: PipelineConfig, part: Part) => PartPreparation;
