import { jest } from '@jest/globals';
import { main } from '../src/main.js';

/** What a command ended with and printed: `out` on standard output, `err` on standard error. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line with what it prints caught. */
export async function spikegrad(...flags: readonly string[]): Promise<Printed> {
  const [lines, errors]: [string[], string[]] = [[], []];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const error = jest.spyOn(console, 'error').mockImplementation((line: string) => void errors.push(line));
  try {
    return { code: await main(['node', 'spikegrad', ...flags]), out: lines.join('\n'), err: errors.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}
