import { SpikegradError, version } from '@spikegrad/core';
import { Command } from 'commander';
import { benchCommand } from './commands/bench.js';
import { pointToHelp } from './commands/command.js';
import { dataCommand } from './commands/data/data.js';
import { evaluateCommand } from './commands/evaluate.js';
import { exportCommand, importCommand } from './commands/released.js';
import { reportCommand } from './commands/report.js';
import { reproduceCommand } from './commands/reproduce/reproduce.js';
import { summaryCommand } from './commands/summary.js';
import { sweepCommand } from './commands/sweep.js';
import { trainCommand } from './commands/train.js';
import { codeOf, FileError, printable } from '@spikegrad/files';

const examples = `
Examples:
  $ spikegrad train run.json                  train, test, and write a report to runs/run; Ctrl-C saves
  $ spikegrad train --resume runs/run         continue, with the same bits
  $ spikegrad evaluate runs/run --batch-size 1
  $ spikegrad data get cifar10                then "data": { "set": "cifar10" } in a config
  $ spikegrad bench --profile                 the time of a training step on this machine, per kernel
  $ spikegrad train --help                    lists every field of a config; each command has examples
`;

/** Runs the command line. @returns the exit code: 0, 1 after an error, 130 for a run that was stopped */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const end = (given: number): void => {
    code = given;
  };
  const program = new Command('spikegrad')
    .description('Trains spiking neural networks online')
    .version(version)
    .enablePositionalOptions() // `reproduce` and `reproduce status` have options of the same name
    .addHelpText('after', examples);
  const commands = [
    ...[trainCommand(end), evaluateCommand(end), reportCommand(), benchCommand(end), dataCommand(end)],
    ...[reproduceCommand(end), sweepCommand(end), summaryCommand(), importCommand(), exportCommand()],
  ];
  for (const command of commands) program.addCommand(command);
  pointToHelp(program);
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    const { message } = error instanceof SpikegradError ? error : ofSystem(error);
    console.error(`error: ${printable(message)}`);
    return 1;
  }
}

/** An error of the file system that no caller has handled, such as a full disk. @throws any other error */
function ofSystem(error: unknown): FileError {
  const { syscall, path } = error as { readonly syscall?: unknown; readonly path?: unknown };
  if (codeOf(error) === undefined || typeof syscall !== 'string') throw error;
  return new FileError(typeof path === 'string' ? path : 'file system', `to ${syscall}`, error);
}
