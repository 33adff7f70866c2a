import { basename, extname, join } from 'node:path';
import { Command } from 'commander';
import { exportReleased, importReleased, unsealedNote, weightsNote } from '@spikegrad/runs';
import { networkTitle } from '@spikegrad/trainer';
import { terminal } from '../terminal/terminal.js';
import { jsonOption, path, setOption } from './command.js';
import { runFolder } from './runFolder.js';

interface Flags {
  readonly out?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
}

const importExamples = `
Examples:
  $ python3 pth_to_safetensors.py resnet19.pth resnet19.safetensors
  $ spikegrad import resnet19.safetensors --out runs/released     find the network by names and shapes
  $ spikegrad evaluate runs/released --batch-size 128
  $ spikegrad import vgg.safetensors --set steps=6 --set 'data={"test":["test_batch.bin"],"train":["data_batch_1.bin"]}'

The script converts a checkpoint of PyTorch to safetensors; it is in docs/networks.md. Released weights have no OTS thresholds, so evaluation
uses the thresholds of each test batch (--set neuron.threshold.evaluation=running uses θ₀ at every step).
`;

/** `spikegrad import`: makes a run folder from weights released for PyTorch. */
export const importCommand = (): Command =>
  new Command('import')
    .description('make a run folder from weights that were released for PyTorch')
    .argument('<weights>', 'safetensors file of a state dict', path)
    .option(
      '--out <folder>',
      'where to write; if it exists, a number is added (default: runs/<name of the file>)',
      path,
    )
    .addOption(setOption())
    .addOption(jsonOption())
    .addHelpText('after', importExamples)
    .action(async (file: string, { out, set, json = false }: Flags) => {
      const { say, emit } = terminal({ json });
      const target = out ?? join('runs', basename(file, extname(file)));
      const { folder, config, classes, channels, sealed } = await importReleased(file, target, set);
      say(`${networkTitle(config.model)} for ${classes} classes and ${channels} channels, written to ${folder}`);
      if (!sealed) say(unsealedNote(file));
      say(`to test it: spikegrad evaluate ${folder}`);
      emit({ event: 'import', folder, classes, channels, config });
    });

const exportExamples = `
Examples:
  $ spikegrad export runs/run --out vgg.safetensors
  >>> model.load_state_dict(safetensors.torch.load_file('vgg.safetensors'))      in PyTorch

Names and shapes are those of the networks released with the papers. The file has no OTS thresholds.
`;

/** `spikegrad export`: writes the weights of a run for PyTorch. */
export const exportCommand = (): Command =>
  new Command('export')
    .description("write a run's weights with the names of the networks released for PyTorch")
    .argument('<folder>', 'a folder that `spikegrad train` wrote, or pretrained:<name>', path)
    .requiredOption('--out <file>', 'safetensors file to write', path)
    .addOption(jsonOption())
    .addHelpText('after', exportExamples)
    .action(async (given: string, { out, json = false }: Flags) => {
      const { say, warn, emit } = terminal({ json });
      const folder = await runFolder(given);
      const tensors = await exportReleased(folder, out!);
      const note = await weightsNote(folder);
      if (note) warn(note);
      say(`${tensors} tensors written to ${out!}`);
      emit({ event: 'export', folder, path: out, tensors });
    });
