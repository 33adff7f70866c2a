import { SingleBar } from 'cli-progress';
import { progressLines } from './progressLines.js';

/** Where a command speaks: people read `say`, machines read `emit`. */
export interface Terminal {
  /** A line for people; nothing under `--json`. */
  say(line: string): void;
  /** Something a person must not miss. */
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
    if (!json) console.log(line);
  };
  return {
    say,
    warn: (line) => console.error(`warning: ${line}`),
    emit: (event) => {
      if (json) console.log(JSON.stringify(event));
    },
    progress: (title, total, first = 0) =>
      process.stderr.isTTY && !json ? bar(title, total, first) : progressLines(title, total, first, say),
  };
}

function bar(title: string, total: number, first: number): Progress {
  const single = new SingleBar({ format, barsize: 24, etaBuffer: 20, hideCursor: true, clearOnComplete: false });
  single.start(total, first, { title, note: '' });
  return { update: (done, note) => single.update(done, { note }), stop: () => single.stop() };
}
