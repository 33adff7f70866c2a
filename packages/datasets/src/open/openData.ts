import { FormatError, ValueError } from '@spikegrad/core';
import { type DataConfig, type Dataset, formatOf, type Part } from '@spikegrad/data';
import type { Reporter } from '../reporter.js';
import { filesOf } from './filesOf.js';
import { formats } from '../formats/formats.js';
import { limited } from './limited.js';
import { SetError } from '../sets/setError.js';

/** The data of a run. What becomes of its samples on their way into a batch says `preparationOf`. */
export interface DataOfRun {
  readonly training: Dataset;
  readonly testing: Dataset;
}

/** Opens what a config names to learn from and to be tested on. @throws SetError, FormatError, ValueError */
export async function openData(data: DataConfig, reporter: Reporter): Promise<DataOfRun> {
  const paths = await filesOf(data);
  // One after the other: each may have progress to show.
  const training = await openPart(data, 'train', paths.train, reporter);
  const testing = await openPart(data, 'test', paths.test, reporter);
  const [learned, asked] = [training.classes, testing.classes];
  if (learned.length !== asked.length || learned.some((name, i) => name !== asked[i])) {
    const odd = [
      ...asked.filter((name) => !learned.includes(name)),
      ...learned.filter((name) => !asked.includes(name)),
    ];
    const received = `${asked.length}, ${odd.length > 0 ? `and ${odd[0]!} in one part only` : 'in another order'}`;
    throw new FormatError('data.test', `the ${learned.length} classes of data.train`, received);
  }
  return {
    training: limited(training, data.limit.train, 'data.limit.train'),
    testing: limited(testing, data.limit.test, 'data.limit.test'),
  };
}

/** Opens the samples of one part, all of them. @param paths those of the config, unless others are asked for */
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

/** What helps where data is there and is not what it should be: a download that broke leaves half a file. */
function adviceFor(data: DataConfig): string {
  if (data.set !== undefined) return `run \`spikegrad data check ${data.set}\``;
  return formatOf(data) === 'imageFolder'
    ? 'mend or remove what is named, or name another folder, which has a folder of images for each class'
    : 'get it again, whole, or name other data; `spikegrad data list` says which sets can be had';
}
