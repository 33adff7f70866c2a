import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { checkSums, getSet } from '../datasets/getSet.js';
import { inspect, type InspectedFile, type Inspection } from '../datasets/inspect.js';
import { bytesOf, megabytes, type PublishedSet } from '../datasets/published.js';
import { getCommand, SetError } from '../datasets/setError.js';
import { setNames, type SetName } from '../datasets/setNames.js';
import { folderVariable, sets, setsFolder } from '../datasets/sets.js';
import { terminal, type Terminal } from '../terminal/terminal.js';
import { jsonOption, stopped, untilStopped, type End } from './command.js';

interface Flags {
  readonly dir?: string;
  readonly json?: boolean;
}

interface GetFlags extends Flags {
  readonly from?: string;
  readonly address?: string;
}

const dirOption = (): Option =>
  new Option('--dir <folder>', `where sets live (default: $${folderVariable}, else ~/.cache/spikegrad/datasets)`);

const setArgument = (): Argument => new Argument('<set>', 'which one').choices(setNames);

/** `spikegrad data`. */
export const dataCommand = (end: End): Command =>
  new Command('data')
    .description('get, list and check sets of data')
    .addCommand(getDataCommand(end))
    .addCommand(listCommand())
    .addCommand(checkCommand());

const getExamples = `
Examples:
  $ spikegrad data get cifar10                            download, check, unpack; after a break it goes on where it was
  $ spikegrad data get cifar10 --from ~/Downloads         from the official files or archive in a folder
  $ spikegrad data get cifar10 --dir /data/sets           keep it elsewhere; ${folderVariable}=/data/sets says so for good
  $ spikegrad data get cifar10 --address https://mirror.example/cifar-10-binary.tar.gz

Every file is compared with its published SHA-256 before it takes its name. A config then says
  { "data": { "set": "cifar10" } }
`;

const getDataCommand = (end: End): Command =>
  new Command('get')
    .description('get a set from its official address or from a folder, and check it')
    .addArgument(setArgument())
    .option('--from <folder>', 'a folder with the official files or archive, in place of the network')
    .option('--address <url>', 'a mirror of the official archive; the sums stay the published ones')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', getExamples)
    .action(async (name: SetName, { dir, json = false, from, address }: GetFlags) => {
      const set = sets[name];
      const folder = join(setsFolder(dir), set.name);
      const speaker = terminal({ json });
      const whole = await untilStopped(speaker, (signal) =>
        getSet(set, folder, speaker, { signal, ...(from !== undefined && { from }), ...(address && { address }) }),
      );
      if (!whole) return end(stopped);
      const place = dir === undefined ? '' : `, where ${folderVariable} is ${dir}`;
      speaker.say(`${set.name} is whole in ${folder}; a config names it as "data": { "set": "${set.name}" }${place}`);
      speaker.emit({ event: 'end', set: set.name, folder, state: 'complete' });
    });

const listExamples = `
Examples:
  $ spikegrad data list                     what can be had, what is there, by the sizes of its files
  $ spikegrad data list --json | jq .state
`;

const listCommand = (): Command =>
  new Command('list')
    .description('what sets there are, their size, where they live and whether they are there')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', listExamples)
    .action(async ({ dir, json = false }: Flags) => {
      const speaker = terminal({ json });
      for (const set of Object.values(sets)) {
        const folder = join(setsFolder(dir), set.name);
        tell(speaker, set, folder, await inspect(set, folder, { sums: false }), dir);
      }
    });

const checkExamples = `
Examples:
  $ spikegrad data check                    compare every file that is there with its published SHA-256
  $ spikegrad data check cifar10 --json

Ends with exit code 1 where a file is damaged, or a set that was named is not whole.
`;

const checkCommand = (): Command =>
  new Command('check')
    .description('compare the sums of what is there with the published ones')
    .addArgument(setArgument().argOptional())
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', checkExamples)
    .action(async (name: SetName | undefined, { dir, json = false }: Flags) => {
      const speaker = terminal({ json });
      for (const set of name === undefined ? Object.values(sets) : [sets[name]]) {
        const folder = join(setsFolder(dir), set.name);
        const found = await checkSums(set, folder, speaker);
        for (const file of found.files) tellFile(speaker, set, file);
        tell(speaker, set, folder, found, dir);
        const fine = found.state === 'complete' || (found.state === 'absent' && name === undefined);
        if (!fine) throw new SetError(folder, set.title, wrongOf(found), `run \`${getCommand(set, dir)}\` to mend it`);
      }
    });

function tell({ say, emit }: Terminal, set: PublishedSet, folder: string, found: Inspection, dir?: string): void {
  const total = bytesOf(set.files);
  const { state, bytes, lookalike } = found;
  const mend = state === 'complete' ? null : getCommand(set, dir);
  say(`${set.name}  ${set.title}`);
  say(`  ${state}: ${megabytes(bytes)} of ${megabytes(total)} in ${folder}`);
  if (lookalike !== null) say(`  the folder holds something else: ${lookalike}`);
  if (mend !== null) say(`  to get it: ${mend}   (a download of ${megabytes(set.archive.bytes)})`);
  emit({ event: 'set', set: set.name, state, bytes, total, download: set.archive.bytes, folder, lookalike, mend });
}

function tellFile({ say, emit }: Terminal, set: PublishedSet, { file, state, found }: InspectedFile): void {
  say(
    `${file.name}: ${state === 'right' ? 'SHA-256 as published' : state === 'absent' ? 'absent' : `wrong, ${found}`}`,
  );
  emit({ event: 'file', set: set.name, name: file.name, state, found });
}

function wrongOf({ files, lookalike }: Inspection): string {
  const wrong = files.filter(({ state }) => state !== 'right').map(({ file, found }) => `${file.name} (${found})`);
  return [...wrong, ...(lookalike === null ? [] : [`and ${lookalike}`])].join(', ');
}
