import type { Reporter } from '../src/reporter.js';

/** A reporter that takes down what is said and warned, and tells `listen` of every event. */
export function listener(listen: (event: Readonly<Record<string, unknown>>) => void = () => undefined): Reporter & {
  readonly said: string[];
  readonly warned: string[];
} {
  const [said, warned]: [string[], string[]] = [[], []];
  return {
    said,
    warned,
    say: (line) => void said.push(line),
    warn: (line) => void warned.push(line),
    emit: listen,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  };
}
