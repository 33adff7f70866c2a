/** Options of `sweep`. */
export interface SweepOptions {
  /** The path of a config. */
  readonly config: string;
  /** Fields and their values: `optimizer.learningRate=0.05,0.1`. */
  readonly set: readonly string[];
  /** Runs of each combination, with the seeds 1, 2, … */
  readonly seeds: number;
  /** The folder of the runs, the table and the plots. */
  readonly out: string;
  /** Whether to continue the runs in `out`; otherwise they are an error. */
  readonly resume: boolean;
}
