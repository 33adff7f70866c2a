import { SingleBar } from 'cli-progress';
import { printable, printableJson } from './printable.js';
import { progressLines } from './progressLines.js';

/** Output of a command: `say` is for people, `emit` for programs. `printable` escapes text from outside. */
export interface Terminal {
  /** A line for people; nothing under `--json`. */
  say(line: string): void;
  /** A warning, in one line. */
  warn(line: string): void;
  /** One event for machines; nothing without `--json`. */
  emit(event: Readonly<Record<string, unknown>>): void;
  /** Progress of something long, with an estimate of the time left; `first` of it were done before. */
  progress(title: string, total: number, first?: number): Progress;
}

export interface Progress {
  update(done: number, note: string): void;
  stop(): void;
}

const format = '{title} {bar} {value}/{total}  {note}  {eta_formatted} left';

/** Speaks to standard output (events and results) and standard error (progress and warnings). */
export function terminal({ json }: { readonly json: boolean }): Terminal {
  const say = (line: string): void => {
    if (!json) console.log(printable(line));
  };
  return {
    say,
    warn: (line) => console.error(`warning: ${printable(line)}`),
    emit: (event) => {
      if (json) console.log(printableJson(JSON.stringify(event)));
    },
    progress: (title, total, first = 0) =>
      !json && movesCursor() ? bar(title, total, first) : progressLines(title, total, first, say),
  };
}

/** Says a text of several lines. */
export const sayLines = ({ say }: Pick<Terminal, 'say'>, text: string): void => text.split('\n').forEach(say);

/** Whether standard error can draw over what it has drawn. */
const movesCursor = (): boolean => Boolean(process.stderr.isTTY) && process.env['TERM'] !== 'dumb';

function bar(title: string, total: number, first: number): Progress {
  const single = new SingleBar({ format, barsize: 24, etaBuffer: 20, hideCursor: true, clearOnComplete: false });
  single.start(total, first, { title: printable(title), note: '' });
  return { update: (done, note) => single.update(done, { note: printable(note) }), stop: () => single.stop() };
}
