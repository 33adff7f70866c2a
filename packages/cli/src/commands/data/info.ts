import { join } from 'node:path';
import { Command } from 'commander';
import { bytesOf, type DataSet, folderVariable, getCommand, megabytes, sets, setsFolder } from '@spikegrad/datasets';
import type { SetName } from '@spikegrad/data';
import { terminal } from '../../terminal/terminal.js';
import { jsonOption } from '../command.js';
import { dirOption, setArgument, type DataFlags } from './options.js';

const examples = `
Examples:
  $ spikegrad data info cifar10             what it is, where it comes from, what lies where, how a config names it
`;

/** `spikegrad data info`. */
export const infoCommand = (): Command =>
  new Command('info')
    .description('what a set is, where it comes from, where it has to lie and in which form')
    .addArgument(setArgument())
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((name: SetName, { dir, json = false }: DataFlags) => {
      const { say, emit } = terminal({ json });
      const set = sets[name];
      const folder = join(setsFolder(dir), set.name);
      const [how, layout] = [howToHave(set, dir), layoutOf(set)];
      say(`${set.name}  ${set.title}`);
      say(`  from ${set.address}`);
      say(`  ${how}`);
      say(`  in ${folder}, or the folder ${set.name} of any that ${folderVariable} or --dir names:`);
      for (const line of layout) say(`    ${line}`);
      say(`  a config names it as "data": { "set": "${set.name}" }`);
      emit({ event: 'info', set: set.name, title: set.title, address: set.address, folder, how, layout });
    });

function howToHave(set: DataSet, dir: string | undefined): string {
  switch (set.kind) {
    case 'published':
      return `\`${getCommand(set, dir)}\` gets it (${megabytes(set.archive.bytes)})`;
    case 'provided':
      return `it cannot be downloaded from here: ${set.preparation}`;
  }
  set satisfies never;
}

function layoutOf(set: DataSet): readonly string[] {
  switch (set.kind) {
    case 'published':
      return [
        ...set.files.map(({ name, bytes }) => `${name}  ${bytes} bytes`),
        `${megabytes(bytesOf(set.files))} in all`,
      ];
    case 'provided':
      return set.layout;
  }
  set satisfies never;
}
