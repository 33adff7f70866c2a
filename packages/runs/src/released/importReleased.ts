import { meta, sizeOf } from '@spikegrad/core';
import type { HostStateDict } from '@spikegrad/nn';
import {
  buildNetwork,
  fieldOf,
  networks,
  parseConfig,
  type RunConfig,
  type Section,
  setFlag,
} from '@spikegrad/trainer';
import { encodeWeights } from '../checkpoint/weights.js';
import { withSet } from '../config/placed.js';
import { placeFolder, replaceFile } from '@spikegrad/files';
import { runFiles } from '../folder/runFiles.js';
import type { Dimensions } from './dimensions.js';
import { readEntries } from './readEntries.js';
import { recognise, type Choice } from './recognise.js';
import { trainedOn } from './trainedOn.js';
import { passagesOf, translate, type Passage } from './translate.js';

/** What was imported, and its folder. */
export interface ImportedRun extends Dimensions {
  readonly folder: string;
  readonly config: RunConfig;
  /** Whether the file has a digest, which was then checked. */
  readonly sealed: boolean;
}

/** The settings of the test of a released network, unless `--set` changes them. */
function asReleased(model: Choice, dimensions: Dimensions): Section {
  const { normed } = networks[model.name];
  const { set, steps } = trainedOn(dimensions, normed);
  const threshold = normed ? { name: 'ots', evaluation: 'dynamic' } : { name: 'fixed' };
  return { data: { set }, steps, model, ...(!normed && { norm: { name: 'none' } }), neuron: { threshold } };
}

/**
 * Makes a run folder from weights that were released for PyTorch. No release contains running thresholds of OTS: they
 * have their initial values.
 *
 * @param file safetensors with released names
 * @param set fields of the config, in the form of `--set`; paths of data are relative to the current folder
 * @throws FileError, FormatError, ReleasedError, ConfigError
 */
export async function importReleased(file: string, folder: string, set: readonly string[] = []): Promise<ImportedRun> {
  const { entries, sealed } = await readEntries(file);
  const { model, ...dimensions } = recognise(entries, file);
  const config = parseConfig(withSet(asReleased(model, dimensions), set), setFlag, set.map(fieldOf));
  const passages = passagesOf(buildNetwork(config, dimensions, undefined, meta()));
  const names = passages.flatMap(({ ours, theirs, shape }) =>
    theirs === null ? [] : [[theirs, ours, shape] as const],
  );
  const weights = { ...translate(entries, names, file), ...firstThresholds(passages, config) };
  const placed = await placeFolder(folder, async (begun) => {
    await replaceFile(runFiles(begun).config, `${JSON.stringify(config, null, 2)}\n`);
    await replaceFile(runFiles(begun).model, encodeWeights(weights));
  });
  return { ...dimensions, folder: placed, config, sealed };
}

function firstThresholds(passages: readonly Passage[], { neuron }: RunConfig): HostStateDict {
  const { initial } = neuron.threshold;
  const entries = passages
    .filter(({ theirs }) => theirs === null)
    .map(({ ours, shape }) => [
      ours,
      { shape, dtype: 'float32' as const, data: new Float32Array(sizeOf(shape)).fill(initial) },
    ]);
  return Object.fromEntries(entries) as HostStateDict;
}
