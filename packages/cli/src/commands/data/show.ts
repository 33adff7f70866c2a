import { resolve } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { parseConfig, type RunConfig } from '@spikegrad/trainer';
import { readConfig } from '@spikegrad/runs';
import { drawSamples, filesOf, openPart } from '@spikegrad/datasets';
import { type FormatName, formatNames, type Part, setNames } from '@spikegrad/data';
import { replaceFile } from '@spikegrad/files';
import { terminal } from '../../terminal/terminal.js';
import { jsonOption, path, paths, integer } from '../command.js';
import { dirOption, type DataFlags } from './options.js';

interface Flags extends DataFlags {
  readonly format?: FormatName;
  readonly part: Part;
  readonly count: number;
  readonly seed: number;
  readonly augment?: boolean;
  readonly out?: string;
}

const examples = `
Examples:
  $ spikegrad data show cifar10                                     a grid of 20 test images in cifar10-test.svg
  $ spikegrad data show dvsGesture --count 11                       one row of frames per gesture; red is brighter, blue is darker
  $ spikegrad data show run.json --part train --augment             samples as training with that config uses them
  $ spikegrad data show --format nmnist nmnist/Test --out digits.svg
`;

/** `spikegrad data show`. */
export const showCommand = (): Command =>
  new Command('show')
    .description('draw samples of a set')
    .addArgument(
      new Argument('<what...>', `a set (${setNames.join(', ')}), a config (.json), or files with --format`).argParser(
        paths,
      ),
    )
    .addOption(new Option('--format <name>', 'format of the files or folders').choices(formatNames))
    .addOption(new Option('--part <name>', 'which part of a set or config').choices(['train', 'test']).default('test'))
    .option('--count <number>', 'how many samples', integer(1, 1000), 20)
    .option('--seed <number>', 'seed of the choice and of the augmentation', integer(0, 0xffffffff), 1)
    .option('--augment', 'with the random augmentation of training')
    .option('--out <file>', 'SVG file to write (default: <what>-<part>.svg)', path)
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(
      async (what: readonly string[], { format, part, dir, json = false, out, augment = false, ...rest }: Flags) => {
        const speaker = terminal({ json });
        const config = await configOf(what, format);
        const { [part]: files } = await filesOf(config.data, [part], dir);
        const dataset = await openPart(config.data, part, files, speaker);
        const title = `${titleOf(what)}, ${part}${augment ? ', as in training' : ''}`;
        const file = out ?? `${titleOf(what)}-${part}.svg`;
        await replaceFile(file, await drawSamples(dataset, config, { augment, ...rest }, title));
        speaker.say(`${Math.min(rest.count, dataset.count)} of ${dataset.count} samples, written to ${file}`);
        speaker.emit({ event: 'end', file, samples: dataset.count });
      },
    );

/** The config whose data is shown. */
function configOf(what: readonly string[], format: FormatName | undefined): Promise<RunConfig> | RunConfig {
  const [first] = what;
  const alone = what.length === 1 && format === undefined;
  if (alone && first!.endsWith('.json')) return readConfig(first!, {});
  const isSet = alone && (setNames as readonly string[]).includes(first!);
  const files = what.map((each) => resolve(each));
  const data = isSet ? { set: first } : { train: files, test: files, ...(format && { format }) };
  return parseConfig({ data, steps: 1 }, 'spikegrad data show');
}

/** A word for the file name. */
const titleOf = ([first = '']: readonly string[]): string =>
  first
    .replace(/\.json$/, '')
    .split(/[\\/]/)
    .filter((part) => part !== '')
    .at(-1) ?? first;
