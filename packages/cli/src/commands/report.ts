import { Command } from 'commander';
import { writeReport } from '@spikegrad/runs';
import { counted } from '@spikegrad/files';
import { terminal } from '../terminal/terminal.js';
import { jsonOption, paths } from './command.js';

const examples = `
Examples:
  $ spikegrad report runs/run                     write runs/run/report.html
  $ spikegrad report runs/a runs/b                one page in each folder
  $ spikegrad report runs/run --json | jq .path

A run writes its report when it finishes, stops or diverges. This command writes it again, also for a run that is training or has failed.
The page is one file without scripts. It depends on config.json, metrics.jsonl and machine.jsonl only: the same files give the same page.
`;

/** `spikegrad report`. */
export const reportCommand = (): Command =>
  new Command('report')
    .description('write one HTML page with the curves, layers, membranes and memory of a run')
    .argument('<folders...>', 'folders that `spikegrad train` wrote', paths)
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (folders: readonly string[], { json = false }: { readonly json?: boolean }) => {
      const { say, warn, emit } = terminal({ json });
      for (const folder of folders) {
        const { path: page, iterations, outcome, test, warnings } = await writeReport(folder);
        for (const warning of warnings) warn(warning);
        say(`written to ${page}: ${counted(iterations, 'batch', 'batches')}, ${outcome}`);
        emit({ event: 'report', path: page, iterations, outcome, test });
      }
    });
