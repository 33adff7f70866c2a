import { basename, extname, join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { devices, takeDevice, type Device } from '../device/device.js';
import { printableLines } from '@spikegrad/files';
import { terminal } from '../terminal/terminal.js';
import type { Reporter } from '@spikegrad/datasets';

/** Ends a command with an exit code other than 0. */
export type End = (code: number) => void;

/** Exit code of a run that Ctrl-C ended, as shells have it. */
export const stopped = 130;

export const jsonOption = (): Option => new Option('--json', 'one JSON event a line in place of text');

export const setOption = (): Option =>
  new Option(
    '--set <field=value>',
    'replaces one field of the config, a value of JSON or a text; repeatable',
  ).argParser((value: string, before: readonly string[] = []) => [...before, value]);

export const deviceOption = (): Option =>
  new Option('--device <name>', 'where to compute; auto takes the fastest that passes its self-test')
    .choices(devices)
    .default('auto');

export const threadsOption = (): Option =>
  new Option(
    '--threads <number>',
    'how many threads compute; figures do not depend on it (default: as many as the machine runs at once, 16 at most)',
  ).argParser(integer(1, 64));

/** Flags of every command that computes. */
export interface ComputeFlags {
  readonly device: Device;
  /** How many threads compute. */
  readonly threads?: number | undefined;
  readonly json?: boolean | undefined;
}

/** Takes the device that was asked for, and says which were tried. @returns where the command speaks @throws DeviceError */
export async function beginOnDevice({ device, threads, json = false }: ComputeFlags): Promise<Reporter> {
  const speaker = terminal({ json });
  const tried = await takeDevice(device, threads === undefined ? {} : { threads });
  for (const { device: name, refusal, detail: more } of tried) {
    const taken = more === null ? name : `${name}, ${more}`;
    speaker.say(refusal === null ? `computing on ${taken}` : `${name} is not for this machine: ${refusal}`);
  }
  const { device: taken, detail } = tried.at(-1)!;
  const refused = Object.fromEntries(tried.slice(0, -1).map(({ device: name, refusal }) => [name, refusal]));
  speaker.emit({ event: 'device', device: taken, detail, refused });
  return speaker;
}

/** The run folder of a config file: `runs/<name of the config>`. */
export const folderOf = (config: string): string => join('runs', basename(config, extname(config)));

/** Parses a path, of which an empty one names nothing: a variable of the shell that is not set. */
export function path(text: string): string {
  if (text === '') throw new InvalidArgumentError('a path is needed.');
  return text;
}

/** The same for one of several. */
export const paths = (text: string, before: readonly string[] = []): readonly string[] => [...before, path(text)];

/** Parses a whole number from `least` on, to `most` where there is one. */
export const integer =
  (least: number, most = Infinity) =>
  (text: string): number => {
    const value = /^[0-9]+$/.test(text) ? Number(text) : NaN; // `Number(' ')` is 0
    if (!Number.isInteger(value) || value < least || value > most) {
      const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
      throw new InvalidArgumentError(`a whole number ${range} is needed.`);
    }
    return value;
  };

/** A wrong call is answered by where the help is: all of it would push the error off the screen. */
export function pointToHelp(command: Command, name = command.name()): void {
  command.showHelpAfterError(`see \`${name} --help\``);
  command.configureOutput({ outputError: (text, write) => write(printableLines(text)) });
  for (const each of command.commands) pointToHelp(each, `${name} ${each.name()}`);
}

/**
 * Runs something that Ctrl-C or SIGTERM asks to end. A batch is computed in one go, so the signal is heard once it is through; from
 * then on another one ends the process at once.
 */
export async function untilStopped<R>(
  { warn }: Pick<Reporter, 'warn'>,
  run: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const controller = new AbortController();
  const stop = (): void => {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    warn('stopping; Ctrl-C again ends this at once, with nothing more written');
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await run(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
