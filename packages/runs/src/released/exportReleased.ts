import { meta } from '@spikegrad/core';
import { buildNetwork } from '@spikegrad/trainer';
import { decodeWeights, encodeWeights } from '../checkpoint/weights.js';
import { replaceFile } from '@spikegrad/files';
import { openWeights } from '../folder/openWeights.js';
import { readRunConfig } from '../folder/readRunConfig.js';
import { runFiles } from '../folder/runFiles.js';
import { dimensionsIn, type Dimensions } from './dimensions.js';
import { ReleasedError } from './releasedError.js';
import { passagesOf, translate, type Passage } from './translate.js';

/**
 * Writes the weights of a run with the names of the networks released for PyTorch. @returns the number of tensors
 *
 * @throws RunError, FileError, FormatError, ReleasedError
 */
export async function exportReleased(folder: string, file: string): Promise<number> {
  const config = await readRunConfig(folder);
  const { model: weights } = runFiles(folder);
  const opened = await openWeights(folder);
  const { entries } = decodeWeights(await opened.readAll().finally(() => opened.close()), weights);
  const passages = (dimensions: Dimensions): readonly Passage[] =>
    passagesOf(buildNetwork(config, dimensions, undefined, meta()));
  const dimensions = dimensionsIn(entries, passages({ classes: 1, channels: 1 }), 'ours');
  if (dimensions.classes < 1 || dimensions.channels < 1)
    throw new ReleasedError(weights, 'the weights of the network in config.json', 'weights of another network');
  const names = passages(dimensions).flatMap(({ ours, theirs, shape }) =>
    theirs === null ? [] : [[ours, theirs, shape] as const],
  );
  const translated = translate(entries, names, weights);
  await replaceFile(file, encodeWeights(translated));
  return names.length;
}
