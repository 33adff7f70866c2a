/** What `sweep` is asked for. */
export interface SweepOptions {
  /** A config file. */
  readonly config: string;
  /** Fields and their values: `optimizer.learningRate=0.05,0.1`. */
  readonly set: readonly string[];
  /** Runs a combination, with the seeds 1, 2, … */
  readonly seeds: number;
  /** The folder of the runs, the table and the pictures. */
  readonly out: string;
  /** Whether to go on with what lies there. */
  readonly resume: boolean;
}
