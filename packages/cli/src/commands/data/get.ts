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
  $ spikegrad data get cifar10                            download, check, unpack; continues after an interruption
  $ spikegrad data get cifar10 --from ~/Downloads         from the official files or archive in a folder
  $ spikegrad data get cifar10 --dir /data/sets           another folder; ${folderVariable}=/data/sets sets it for all commands
  $ spikegrad data get cifar10 --address https://mirror.example/cifar-10-binary.tar.gz

Every file is compared with its published size and SHA-256 before it gets its name. A config then names the set:
  { "data": { "set": "cifar10" } }
`;

/** `spikegrad data get`. */
export const getDataCommand = (end: End): Command =>
  new Command('get')
    .description('download a set from its official address or copy it from a folder, and check it')
    .addArgument(setArgument())
    .option('--from <folder>', 'a folder with the official files or archive, instead of the network', path)
    .option('--address <url>', 'a mirror of the official archive; its content is checked as well')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name: SetName, { dir, json = false, from, address }: Flags) => {
      const set = sets[name];
      const folder = join(setsFolder(dir), set.name);
      if (set.kind === 'provided') {
        const advice = `download it from ${set.address}; \`${infoCommand(set, dir)}\` prints the folder layout`;
        throw new SetError(folder, set.title, 'a set that this command cannot download', advice);
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
      speaker.say(`${set.name} is complete in ${folder}; in a config: "data": { "set": "${set.name}" }${place}`);
      speaker.emit({ event: 'end', set: set.name, folder, state: 'complete' });
    });
