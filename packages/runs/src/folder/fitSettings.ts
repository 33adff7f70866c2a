import { FormatError } from '@spikegrad/core';
import { type FileSystem, readText, replaceFile } from '@spikegrad/files';
import type { TrainingSettings } from '@spikegrad/trainer';
import { z } from 'zod';
import { runFiles } from './runFiles.js';

const count = z.number().int().min(1);

const settings = z.strictObject({
  title: z.string(),
  ...{ epochs: count, batchSize: count.nullable(), steps: count, seed: z.number(), coding: z.string() },
  ...{ optimizer: z.string(), learningRate: z.number(), rule: z.string() },
  ...{ parameters: count, samples: count.nullable(), classes: count.nullable() },
  ...{ train: z.string().nullable(), validation: z.string().nullable() },
  ...{ metric: z.string(), patience: count.nullable(), minDelta: z.number() },
});

/** `fit.json`: the settings of a training by `fit`, digests of its data, and the title of its report. */
export interface FitSettings extends TrainingSettings {
  readonly title: string;
  /** The digest of the training set (`digestOf`); `null` if batches are given. */
  readonly train: string | null;
  /** The digest of the validation set; `null` if batches are given, and without a validation. */
  readonly validation: string | null;
}

/** @throws FileError */
export const writeFitSettings = (folder: string, given: FitSettings, files: FileSystem): Promise<void> =>
  replaceFile(runFiles(folder).fit, `${JSON.stringify(given, null, 2)}\n`, files);

/** @throws FileError, FormatError */
export async function readFitSettings(folder: string): Promise<FitSettings> {
  const file = runFiles(folder).fit;
  const text = await readText(file, 'the settings of a training');
  try {
    return settings.parse(JSON.parse(text));
  } catch (error) {
    throw new FormatError(file, 'the settings of a training', (error as Error).message);
  }
}
