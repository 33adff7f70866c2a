import { expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { benchCommand } from '../src/commands/bench.js';
import { dataCommand } from '../src/commands/data/data.js';
import { evaluateCommand } from '../src/commands/evaluate.js';
import { exportCommand, importCommand } from '../src/commands/released.js';
import { reportCommand } from '../src/commands/report.js';
import { reproduceCommand } from '../src/commands/reproduce/reproduce.js';
import { summaryCommand } from '../src/commands/summary.js';
import { sweepCommand } from '../src/commands/sweep.js';
import { trainCommand } from '../src/commands/train.js';
import { runChild } from './childProcess.js';

const end = (): void => undefined;
const commands = [
  ...[trainCommand(end), evaluateCommand(end), reportCommand(), benchCommand(end), dataCommand(end)],
  ...[reproduceCommand(end), sweepCommand(end), summaryCommand(), importCommand(), exportCommand()],
];
const rows = commands.flatMap((command) => [
  [command.name(), command] as const,
  ...command.commands.map((each) => [`${command.name()} ${each.name()}`, each] as const),
]);

function helpOf(command: Command): string {
  let written = '';
  command.configureOutput({ writeOut: (text) => (written += text) }).outputHelp();
  return written;
}

test.each(rows)('%s has examples in its help, of itself, and --json where it does something', (name, command) => {
  const help = helpOf(command);
  expect(help).toMatch(new RegExp(`^Examples:\n[^]*^ {2}\\$ spikegrad ${name}`, 'm'));
  expect(command.commands.length > 0 || help.includes('--json')).toBe(true);
});

test.each(['--version', '--help', 'data show --help'])('spikegrad %s prints no error', async (flags) => {
  expect(await runChild(flags.split(' '))).toMatchObject({ code: 0, err: '' });
});

/** Prints the address of every module that a process loads, when it ends. */
const spy = `
  import { Session } from 'node:inspector';
  const session = new Session();
  session.connect();
  const loaded = [];
  session.on('Debugger.scriptParsed', ({ params }) => loaded.push(params.url));
  session.post('Debugger.enable');
  process.on('exit', () => console.error(loaded.join('\\n')));
`;

test('a command that draws nothing and asks for no GPU loads neither Plot, linkedom nor gpu.js', async () => {
  const { err } = await runChild(['--version'], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(spy)}`,
  });
  expect(err).toMatch(/packages\/runs\/dist\/report\/write\.js/);
  expect(err.match(/.*(?:@observablehq|linkedom|gpujs).*/g)).toBe(null);
});
