import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { NormEvaluation, OTSEvaluation } from '@spikegrad/normalization';
import { limits } from '@spikegrad/trainer';
import { checkEvaluation, evaluate, unlessStopped } from '@spikegrad/runs';
import {
  beginOnDevice,
  deviceOption,
  jsonOption,
  path,
  paths,
  stopped,
  threadsOption,
  untilStopped,
  integer,
  type ComputeFlags,
  type End,
} from './command.js';
import { runFolder } from './runFolder.js';

interface Flags extends ComputeFlags {
  readonly data?: readonly string[];
  readonly batchSize?: number;
  readonly thresholds?: OTSEvaluation;
  readonly statistics?: NormEvaluation;
  readonly fold?: boolean;
  readonly limit?: number;
}

const examples = `
Examples:
  $ spikegrad evaluate runs/run                         the test images of the run's config
  $ spikegrad evaluate runs/run --batch-size 1          one image at a time
  $ spikegrad evaluate runs/run --thresholds dynamic    thresholds from each test batch, not from training
  $ spikegrad evaluate runs/run --thresholds causal     each channel adapts its threshold to the steps so far
  $ spikegrad evaluate runs/run --thresholds dynamic --statistics dynamic    statistics of each batch and step, as in plain batch norm
  $ spikegrad evaluate runs/run --fold                  with norms folded into the convolutions
  $ spikegrad evaluate runs/run --data other.bin --limit 100
  $ spikegrad evaluate pretrained:cifar10-vgg-eighth    a network of @spikegrad/pretrained, on all CIFAR-10 test images
  $ spikegrad evaluate runs/run --json | jq 'select(.event == "test").accuracy'

Running thresholds and statistics come from training, so a prediction depends on its image only and not on the batch. The same holds for
causal thresholds, which each channel computes from its own membranes at the steps so far. Dynamic thresholds come from the test batch.
`;

/** `spikegrad evaluate`. */
export const evaluateCommand = (end: End): Command =>
  new Command('evaluate')
    .description('test the network of a run')
    .argument('<folder>', 'a folder that `spikegrad train` wrote, or pretrained:<name>', path)
    .option('--data <files...>', 'files to test on, instead of those of the config', paths)
    .option('--batch-size <number>', 'images per batch (default: as in the run)', integer(1, limits.batchSize))
    .addOption(
      new Option('--thresholds <kind>', 'source of the OTS thresholds (default: as in the run)').choices([
        'running',
        'dynamic',
        'causal',
      ]),
    )
    .addOption(
      new Option('--statistics <kind>', 'statistics that norms use (default: running)').choices(['running', 'dynamic']),
    )
    .option('--fold', 'fold every norm into the synapse before it')
    .option('--limit <number>', 'number of images to test on, the first of the set', integer(1))
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (given: string, { json, device, threads, data, ...options }: Flags) => {
      const folder = await runFolder(given);
      const asked = { ...options, ...(data && { data: data.map((each) => resolve(each)) }) };
      await checkEvaluation(folder, asked);
      const speaker = await beginOnDevice({ device, threads, json });
      await untilStopped(speaker, async (signal) => {
        if (await evaluate(folder, asked, speaker, signal).catch(unlessStopped(signal))) return;
        speaker.warn('stopped before all images were tested');
        end(stopped);
      });
    });
