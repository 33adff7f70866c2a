import { describe, expect, test } from '@jest/globals';
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

const end = (): void => undefined;
const commands = [
  ...[trainCommand(end), evaluateCommand(end), reportCommand(), benchCommand(end), dataCommand(end)],
  ...[reproduceCommand(end), sweepCommand(end), summaryCommand(), importCommand(), exportCommand()],
];

/** What of a command takes a path, by the word that its help has for the value. */
const placesOf = (command: Command): readonly (readonly [string, (text: string) => unknown])[] => [
  ...command.options
    .filter(({ flags }) => /<(file|folder)s?(\.\.\.)?>/.test(flags))
    .map(
      ({ flags, parseArg }) => [`${command.name()} ${flags}`, (text: string) => parseArg!(text, undefined)] as const,
    ),
  ...command.registeredArguments
    .filter((argument) => /^(config|file|folder|weights|what)s?$/.test(argument.name()))
    .map(
      (argument) =>
        [
          `${command.name()} ${argument.name()}`,
          (text: string) => argument.parseArg!(text, undefined as never),
        ] as const,
    ),
  ...command.commands.flatMap(placesOf),
];

describe('an empty path, of a variable that is not set, is refused before anything is done:', () => {
  test.each(commands.flatMap(placesOf))('%s', (_, parse) => {
    expect(() => parse('')).toThrow('a path is needed.');
    expect([parse('here')].flat()).toEqual(['here']);
  });

  test('of every command', () => {
    const names = new Set(commands.flatMap(placesOf).map(([place]) => place.split(' ')[0]));
    const ofSets = ['get', 'list', 'check', 'info', 'show'];
    const others = [
      'train',
      'evaluate',
      'report',
      'bench',
      'reproduce',
      'status',
      'sweep',
      'summary',
      'import',
      'export',
    ];
    expect([...names].sort()).toEqual([...ofSets, ...others].sort());
  });
});
