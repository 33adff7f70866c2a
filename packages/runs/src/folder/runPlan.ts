import { stat } from 'node:fs/promises';
import { type RunConfig, type Section, titleOf } from '@spikegrad/trainer';
import { type FitSettings, readFitSettings } from './fitSettings.js';
import { readRunConfig } from './readRunConfig.js';
import { runFiles } from './runFiles.js';

/** The settings of a run, from a config or from `fit`. */
export interface RunPlan {
  readonly title: string;
  /** `null` for a run with epochs. */
  readonly iterations: number | null;
  /** `null` if batches were given. */
  readonly batchSize: number | null;
  readonly steps: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly isThroughTime: boolean;
  /** The config of a run of the command line; `null` for a training by `fit`. */
  readonly config: RunConfig | null;
  /** All settings. */
  readonly settings: Section;
}

/** Reads the settings of a run from its folder. @throws RunError, VersionError, FileError, FormatError */
export async function readRunPlan(folder: string): Promise<RunPlan> {
  const hasFit = await stat(runFiles(folder).fit).then(
    () => true,
    () => false,
  );
  return hasFit ? planOfFit(await readFitSettings(folder)) : planOfConfig(await readRunConfig(folder));
}

const planOfConfig = (config: RunConfig): RunPlan => ({
  title: titleOf(config),
  ...{ iterations: config.iterations, batchSize: config.batchSize, steps: config.steps },
  ...{ optimizer: config.optimizer.name, learningRate: config.optimizer.learningRate },
  isThroughTime: config.rule.name === 'bptt',
  ...{ config, settings: config },
});

const planOfFit = (settings: FitSettings): RunPlan => {
  const { title, batchSize, steps, optimizer, learningRate, rule } = settings;
  return {
    ...{ title, iterations: null, batchSize, steps, optimizer, learningRate },
    isThroughTime: rule === 'bptt',
    ...{ config: null, settings: { ...settings } },
  };
};
