import { ValueError } from '@spikegrad/core';
import { type Dataset, formatOf } from '@spikegrad/data';
import type { Module } from '@spikegrad/nn';
import { type NormEvaluation, type OTSEvaluation, RunningNorm } from '@spikegrad/normalization';
import { buildNetwork, foldedNorm, perStep, type RunConfig, type TestResult } from '@spikegrad/trainer';
import { unsealedNote } from '../checkpoint/weights.js';
import { checkRoom } from '../memory/room.js';
import { expectFiles, filesOf, limited, openPart, type Reporter } from '@spikegrad/datasets';
import { readRunConfig } from '../folder/readRunConfig.js';
import { runFiles } from '../folder/runFiles.js';
import { weightsNote } from '../folder/weightsNote.js';
import { conclude, testAll } from '../train/test.js';
import { foldNetwork } from './foldNetwork.js';
import { loadWeights } from './loadWeights.js';

/** @see evaluate */
export interface EvaluateOptions {
  /** Files to test on. @defaultValue those of the run's config */
  readonly data?: readonly string[];
  /** Images per batch. @defaultValue that of the run */
  readonly batchSize?: number;
  /** Source of the OTS thresholds. @defaultValue that of the run's config */
  readonly thresholds?: OTSEvaluation;
  /** Statistics that norms use: running ones, or those of each batch and step. @defaultValue `'running'` */
  readonly statistics?: NormEvaluation;
  /** Whether to test the network with its norms folded into its synapses. @defaultValue `false` */
  readonly fold?: boolean;
  /** Number of images, the first of the test set. @defaultValue all */
  readonly limit?: number;
}

/**
 * Tests the network in the folder of a run. Warns if the run has not ended, so that the weights are older than its last batch.
 *
 * @throws RunError, SetError, FormatError, ValueError
 */
export async function evaluate(
  folder: string,
  options: EvaluateOptions,
  reporter: Reporter,
  signal?: AbortSignal,
): Promise<TestResult> {
  const { config, files } = await checkEvaluation(folder, options);
  const all = await openPart(config.data, 'test', files, reporter);
  const given = options.data === undefined ? config.data.limit.test : undefined;
  const dataset = limited(all, Math.min(options.limit ?? all.count, given ?? all.count));
  const folded = options.fold ?? false;
  const model = await openNetwork(config, folder, dataset, folded, reporter);
  const { statistics = 'running' } = options;
  for (const module of model.modules()) if (module instanceof RunningNorm) module.evaluation = statistics;
  const { batchSize, neuron } = config;
  const thresholds = neuron.threshold.name === 'ots' ? neuron.threshold.evaluation : 'fixed';
  reporter.say(
    `${folder}: batches of ${batchSize}, ${thresholds} thresholds, ${statistics} statistics${folded ? ', norms folded into synapses' : ''}`,
  );
  reporter.emit({ event: 'start', folder, images: dataset.count, batchSize, thresholds, statistics, folded });
  const result = await testAll(model, dataset, config, reporter, ({ predicted, right }) => {
    reporter.emit({ event: 'batch', predicted: Array.from(predicted), right });
    signal?.throwIfAborted();
  });
  conclude(result, dataset.classes.length, reporter);
  reporter.emit({ event: 'test', ...result });
  return result;
}

/** Checks what a test needs, before a device is chosen. @throws RunError, SetError, ValueError */
export async function checkEvaluation(
  folder: string,
  options: EvaluateOptions,
): Promise<{ readonly config: RunConfig; readonly files: readonly string[] }> {
  const config = asked(await readRunConfig(folder), options);
  if (options.fold && options.statistics === 'dynamic')
    throw new ValueError('--fold', 'running statistics; a folded norm has no others', 'dynamic statistics');
  if (options.fold && perStep.includes(config.norm.name)) {
    const received = `norm.name "${config.norm.name}", which has one scale per step`;
    throw new ValueError('--fold', 'a run whose norm is one scale and shift per channel', received);
  }
  if (options.data === undefined) return { config, files: (await filesOf(config.data, ['test'])).test };
  await expectFiles('--data', options.data, formatOf(config.data));
  return { config, files: options.data };
}

/** The config of a run, with the given options in place of its own. */
function asked(config: RunConfig, { batchSize = config.batchSize, thresholds }: EvaluateOptions): RunConfig {
  const { neuron } = config;
  const { threshold } = neuron;
  if (thresholds === undefined) return { ...config, batchSize };
  if (threshold.name !== 'ots') {
    throw new ValueError('thresholds', 'a run with ots thresholds', `${threshold.name} thresholds`);
  }
  return { ...config, batchSize, neuron: { ...neuron, threshold: { ...threshold, evaluation: thresholds } } };
}

async function openNetwork(
  config: RunConfig,
  folder: string,
  { classes: { length: classes }, channels }: Dataset,
  folded: boolean,
  reporter: Reporter,
): Promise<Module> {
  checkRoom(config, { classes, channels }, 'test');
  const model = buildNetwork(config, { classes, channels });
  if (!(await loadWeights(model, folder))) reporter.say(unsealedNote(runFiles(folder).model));
  const note = await weightsNote(folder);
  if (note) reporter.warn(note);
  if (!folded) return model;
  const plain = buildNetwork(config, { classes, channels }, foldedNorm);
  await foldNetwork(model, plain);
  return plain;
}
