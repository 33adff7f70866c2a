import { Command } from 'commander';
import { formatSummary } from '@spikegrad/nn';
import { drawDescription, readConfigOr } from '@spikegrad/runs';
import { replaceFile } from '@spikegrad/files';
import { describeNetwork, type ImageOptions, networkTitle, type Section } from '@spikegrad/trainer';
import { terminal } from '../terminal/terminal.js';
import { sayLines } from '@spikegrad/datasets';
import { jsonOption, path, setOption, integer } from './command.js';

interface Flags extends ImageOptions {
  readonly set?: readonly string[];
  readonly diagram?: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ spikegrad summary                                        the paper's VGG
  $ spikegrad summary run.json                               the network of a config
  $ spikegrad summary --set model.name=resNet                ResNet-19
  $ spikegrad summary --set model.name=sewResNet --set model.depth=18 --set batchSize=256
  $ spikegrad summary --set rule.name=bptt --set steps=16    the memory of learning through time
  $ spikegrad summary --set data.set=cifar10                 with the images of that set
  $ spikegrad summary --channels 2 --size 48 --classes 11 --set model.classifier=heavy
  $ spikegrad summary run.json --diagram network.svg
  $ spikegrad summary --json | jq 'select(.event == "summary").macs'

Shapes, multiply-adds and neurons are per image and time step. Memory is that of the tensors in a training step with the batch size, rule,
optimizer and T of the config. It is calculated without training.
`;

/** Without a config and without `--set data…`, the stem decides the size of the input. */
const beginOf = (set: readonly string[] = []): Section => ({
  data: set.some((flag) => flag.startsWith('data.set=')) ? {} : { train: ['none'], test: ['none'] },
});

/** `spikegrad summary`. */
export const summaryCommand = (): Command =>
  new Command('summary')
    .description("list a network's layers, parameters, multiply-adds, neurons, and the memory of a training step")
    .argument('[config]', "JSON file of a run (default: the paper's VGG)", path)
    .addOption(setOption())
    .option(
      '--size <number>',
      'height and width of an image (default: those of the set, else 32, or 224 with the stem of ImageNet)',
      integer(1, 4096),
    )
    .option('--channels <number>', 'channels of an image (default: those of the set, else 3)', integer(1, 4096))
    .option(
      '--classes <number>',
      'number of classes (default: those of the set, else 10, or 1000 with the stem of ImageNet)',
      integer(1, 1e6),
    )
    .option('--diagram <file>', 'SVG file to draw the network into', path)
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (file: string | undefined, { set, diagram, json = false, ...image }: Flags) => {
      const speaker = terminal({ json });
      const { say, emit } = speaker;
      const config = await readConfigOr(file, { ...(set && { set }) }, beginOf(set));
      const description = describeNetwork(config, image);
      const { input, classes, summary, tensors, released, memory } = description;
      const { rows, parameters, macs, neurons } = summary;
      const holds = (outer: string): boolean =>
        rows.some((row) => row.path !== outer && row.path.startsWith(outer && `${outer}.`));
      const leaves = rows.filter((row) => row.parameters > 0 || !holds(row.path));
      sayLines(speaker, formatSummary({ ...summary, rows: leaves }));
      const { batchSize, steps, rule, optimizer } = config;
      const remembered = tensors > released ? `, ${count(released)} without the running thresholds of OTS` : '';
      sayLines(
        speaker,
        `
${networkTitle(config.model)}, ${input.slice(1).join(' × ')}, ${classes} classes
${count(parameters)} parameters; ${count(tensors)} tensors in its state dict${remembered}
${(macs / 1e6).toFixed(1)} million multiply-adds and ${count(neurons)} neurons per image and step
${megabytes(memory.peak)} at most in a training step of ${batchSize} images, T = ${steps}, ${rule.name}, ${optimizer.name}; ${megabytes(memory.held)} between two steps`,
      );
      if (diagram !== undefined) {
        await replaceFile(diagram, drawDescription(config, description));
        say(`written to ${diagram}`);
      }
      for (const row of leaves) emit({ event: 'layer', ...row });
      emit({ event: 'summary', input, classes, parameters, tensors, released, macs, neurons, memory, config });
    });

const count = (value: number): string => value.toLocaleString('en-US');
const megabytes = (bytes: number): string => `${count(Math.round(bytes / 1e6))} MB`;
