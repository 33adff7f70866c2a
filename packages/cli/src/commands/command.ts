import { basename, extname, join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { devices, takeDevice, type Device } from '../device/device.js';
import { printableLines } from '@spikegrad/files';
import { terminal } from '../terminal/terminal.js';
import type { Reporter } from '@spikegrad/datasets';

/** Ends a command with an exit code other than 0. */
export type End = (code: number) => void;

/** Exit code of a run that Ctrl-C ended, as in shells. */
export const stopped = 130;

export const jsonOption = (): Option => new Option('--json', 'print one JSON event per line instead of text');

export const setOption = (): Option =>
  new Option('--set <field=value>', 'replace one field of the config, by a JSON value or a text; repeatable').argParser(
    (value: string, before: readonly string[] = []) => [...before, value],
  );

export const deviceOption = (): Option =>
  new Option('--device <name>', 'where to compute; auto takes the fastest device that passes its self-test')
    .choices(devices)
    .default('auto');

export const threadsOption = (): Option =>
  new Option(
    '--threads <number>',
    'number of threads that compute; results do not depend on it (default: the threads of the machine, at most 16)',
  ).argParser(integer(1, 64));

/** The flags of every command that computes. */
export interface ComputeFlags {
  readonly device: Device;
  /** Number of threads that compute. */
  readonly threads?: number | undefined;
  readonly json?: boolean | undefined;
}

/** Takes the requested device, and prints which were tried. @returns the reporter of the command @throws DeviceError */
export async function beginOnDevice({ device, threads, json = false }: ComputeFlags): Promise<Reporter> {
  const speaker = terminal({ json });
  const tried = await takeDevice(device, threads === undefined ? {} : { threads });
  for (const { device: name, refusal, detail: more } of tried) {
    const taken = more === null ? name : `${name}, ${more}`;
    speaker.say(refusal === null ? `computing on ${taken}` : `${name} is not available: ${refusal}`);
  }
  const { device: taken, detail } = tried.at(-1)!;
  const refused = Object.fromEntries(tried.slice(0, -1).map(({ device: name, refusal }) => [name, refusal]));
  speaker.emit({ event: 'device', device: taken, detail, refused });
  return speaker;
}

/** The run folder of a config file: `runs/<name of the config>`. */
export const folderOf = (config: string): string => join('runs', basename(config, extname(config)));

/** Parses a path. An empty one is an error: it usually comes from a shell variable that is not set. */
export function path(text: string): string {
  if (text === '') throw new InvalidArgumentError('a path is needed.');
  return text;
}

/** The same for an option that is given several times. */
export const paths = (text: string, before: readonly string[] = []): readonly string[] => [...before, path(text)];

/** Parses an integer from `least` to `most`. */
export const integer =
  (least: number, most = Infinity) =>
  (text: string): number => {
    const value = /^[0-9]+$/.test(text) ? Number(text) : NaN; // `Number(' ')` is 0
    if (!Number.isInteger(value) || value < least || value > most) {
      const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
      throw new InvalidArgumentError(`an integer ${range} is needed.`);
    }
    return value;
  };

/** After a wrong call, prints how to get help and not the help itself, which would scroll the error away. */
export function pointToHelp(command: Command, name = command.name()): void {
  command.showHelpAfterError(`see \`${name} --help\``);
  command.configureOutput({ outputError: (text, write) => write(printableLines(text)) });
  for (const each of command.commands) pointToHelp(each, `${name} ${each.name()}`);
}

/**
 * Runs a function that Ctrl-C or SIGTERM stops. The signal is handled after the current batch; after that, another
 * signal ends the process at once.
 */
export async function untilStopped<R>(
  { warn }: Pick<Reporter, 'warn'>,
  run: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const controller = new AbortController();
  const stop = (): void => {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    warn('stopping after the current batch; press Ctrl-C again to end at once, without saving');
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await run(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
