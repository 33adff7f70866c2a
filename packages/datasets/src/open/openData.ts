import { FormatError, ValueError } from '@spikegrad/core';
import { type DataConfig, type Dataset, formatOf, type Part } from '@spikegrad/data';
import type { Reporter } from '../reporter.js';
import { filesOf } from './filesOf.js';
import { formats } from '../formats/formats.js';
import { limited } from './limited.js';
import { SetError } from '../sets/setError.js';

/** The data of a run. `preparationOf` has the preprocessing of its samples. */
export interface DataOfRun {
  readonly training: Dataset;
  readonly testing: Dataset;
}

/** Opens the training and test data of a config. @throws SetError, FormatError, ValueError */
export async function openData(data: DataConfig, reporter: Reporter): Promise<DataOfRun> {
  const paths = await filesOf(data);
  // One after the other, because each may show progress.
  const training = await openPart(data, 'train', paths.train, reporter);
  const testing = await openPart(data, 'test', paths.test, reporter);
  const [learned, asked] = [training.classes, testing.classes];
  if (learned.length !== asked.length || learned.some((name, i) => name !== asked[i])) {
    const odd = [
      ...asked.filter((name) => !learned.includes(name)),
      ...learned.filter((name) => !asked.includes(name)),
    ];
    const received = `${asked.length}, ${odd.length > 0 ? `and ${odd[0]!} in only one part` : 'in another order'}`;
    throw new FormatError('data.test', `the ${learned.length} classes of data.train`, received);
  }
  return {
    training: limited(training, data.limit.train, 'data.limit.train'),
    testing: limited(testing, data.limit.test, 'data.limit.test'),
  };
}

/** Opens all samples of one part. @param paths the files or folders. @defaultValue those of the config */
export async function openPart(
  data: DataConfig,
  part: Part,
  paths: readonly string[],
  reporter: Reporter,
): Promise<Dataset> {
  const dataset = await formats[formatOf(data)].read(paths, part, data, reporter).catch((error: unknown) => {
    if (!(error instanceof FormatError)) throw error;
    throw new SetError(error.who, error.expected, error.received, adviceFor(data));
  });
  if (dataset.count === 0) throw new ValueError(`data.${part}`, 'at least one sample', 'none');
  return dataset;
}

/** Advice for data that exists but is wrong: an interrupted download leaves an incomplete file. */
function adviceFor(data: DataConfig): string {
  if (data.set !== undefined) return `run \`spikegrad data check ${data.set}\``;
  return formatOf(data) === 'imageFolder'
    ? 'correct or remove it, or give another folder that has one folder of images per class'
    : 'download it again, or give other data; `spikegrad data list` lists the sets';
}
