import { join } from 'node:path';
import { Command } from 'commander';
import { bytesOf, type DataSet, folderVariable, getCommand, megabytes, sets, setsFolder } from '@spikegrad/datasets';
import type { SetName } from '@spikegrad/data';
import { terminal } from '../../terminal/terminal.js';
import { jsonOption } from '../command.js';
import { dirOption, setArgument, type DataFlags } from './options.js';

const examples = `
Examples:
  $ spikegrad data info cifar10             its source, its folder layout, and its name in a config
`;

/** `spikegrad data info`. */
export const infoCommand = (): Command =>
  new Command('info')
    .description('print the source of a set, its folder and its layout')
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
      say(`  in ${folder}, or in the folder ${set.name} of the one that ${folderVariable} or --dir names:`);
      for (const line of layout) say(`    ${line}`);
      say(`  in a config: "data": { "set": "${set.name}" }`);
      emit({ event: 'info', set: set.name, title: set.title, address: set.address, folder, how, layout });
    });

function howToHave(set: DataSet, dir: string | undefined): string {
  switch (set.kind) {
    case 'published':
      return `\`${getCommand(set, dir)}\` downloads it (${megabytes(set.archive.bytes)})`;
    case 'provided':
      return `this command cannot download it: ${set.preparation}`;
  }
  set satisfies never;
}

function layoutOf(set: DataSet): readonly string[] {
  switch (set.kind) {
    case 'published':
      return [
        ...set.files.map(({ name, bytes }) => `${name}  ${bytes} bytes`),
        `${megabytes(bytesOf(set.files))} together`,
      ];
    case 'provided':
      return set.layout;
  }
  set satisfies never;
}
