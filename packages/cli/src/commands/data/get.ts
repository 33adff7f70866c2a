import { join } from 'node:path';
import { Command } from 'commander';
import { folderVariable, getSet, infoCommand, SetError, sets, setsFolder } from '@spikegrad/datasets';
import type { SetName } from '@spikegrad/data';
import { terminal } from '../../terminal/terminal.js';
import { jsonOption, path, stopped, untilStopped, type End } from '../command.js';
import { dirOption, setArgument, type DataFlags } from './options.js';

interface Flags extends DataFlags {
  readonly from?: string;
  readonly address?: string;
}

const examples = `
Examples:
  $ spikegrad data get cifar10                            download, check, unpack; after a break it goes on where it was
  $ spikegrad data get cifar10 --from ~/Downloads         from the official files or archive in a folder
  $ spikegrad data get cifar10 --dir /data/sets           keep it elsewhere; ${folderVariable}=/data/sets says so for good
  $ spikegrad data get cifar10 --address https://mirror.example/cifar-10-binary.tar.gz

Every file is compared with what was published of it before it takes its name. A config then says
  { "data": { "set": "cifar10" } }
`;

/** `spikegrad data get`. */
export const getDataCommand = (end: End): Command =>
  new Command('get')
    .description('get a set from its official address or from a folder, and check it')
    .addArgument(setArgument())
    .option('--from <folder>', 'a folder with the official files or archive, in place of the network', path)
    .option('--address <url>', 'a mirror of the official archive; the sums stay the published ones')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name: SetName, { dir, json = false, from, address }: Flags) => {
      const set = sets[name];
      const folder = join(setsFolder(dir), set.name);
      if (set.kind === 'provided') {
        const advice = `get it at ${set.address} and put it there as \`${infoCommand(set, dir)}\` says`;
        throw new SetError(folder, set.title, 'a set that cannot be downloaded from here', advice);
      }
      const speaker = terminal({ json });
      const whole = await untilStopped(speaker, (signal) =>
        getSet(set, folder, speaker, {
          signal,
          ...(from !== undefined && { from }),
          ...(address !== undefined && { address }),
        }),
      );
      if (!whole) return end(stopped);
      const place = dir === undefined ? '' : `, where ${folderVariable} is ${dir}`;
      speaker.say(`${set.name} is whole in ${folder}; a config names it as "data": { "set": "${set.name}" }${place}`);
      speaker.emit({ event: 'end', set: set.name, folder, state: 'complete' });
    });
