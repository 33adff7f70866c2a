import { basename, extname, join } from 'node:path';
import { Command } from 'commander';
import { exportReleased, importReleased, unsealedNote } from '@spikegrad/runs';
import { networkTitle } from '@spikegrad/trainer';
import { terminal } from '../terminal/terminal.js';
import { jsonOption, path, setOption } from './command.js';

interface Flags {
  readonly out?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
}

const importExamples = `
Examples:
  $ python3 pth_to_safetensors.py resnet19.pth resnet19.safetensors
  $ spikegrad import resnet19.safetensors --out runs/released     which network it is, the names and shapes say
  $ spikegrad evaluate runs/released --batch-size 128
  $ spikegrad import vgg.safetensors --set steps=6 --set 'data={"test":["test_batch.bin"],"train":["data_batch_1.bin"]}'

The script turns a checkpoint of PyTorch into safetensors; docs/networks.md has it. A release holds no thresholds to remember, so
those of the test batch are taken (--set neuron.threshold.evaluation=running takes θ₀ at every step).
`;

/** `spikegrad import`. */
export const importCommand = (): Command =>
  new Command('import')
    .description('make the folder of a run from weights that were released for PyTorch')
    .argument('<weights>', 'safetensors file of a state dict', path)
    .option(
      '--out <folder>',
      'where to write; a number is added when it exists (default: runs/<name of the file>)',
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

Names and shapes are those of the networks released with the papers. Thresholds that OTS remembers are not among them.
`;

/** `spikegrad export`. */
export const exportCommand = (): Command =>
  new Command('export')
    .description("write a run's weights under the names of the networks released for PyTorch")
    .argument('<folder>', 'a folder that `spikegrad train` wrote', path)
    .requiredOption('--out <file>', 'safetensors file to write', path)
    .addOption(jsonOption())
    .addHelpText('after', exportExamples)
    .action(async (folder: string, { out, json = false }: Flags) => {
      const { say, emit } = terminal({ json });
      const tensors = await exportReleased(folder, out!);
      say(`${tensors} tensors written to ${out!}`);
      emit({ event: 'export', folder, path: out, tensors });
    });
