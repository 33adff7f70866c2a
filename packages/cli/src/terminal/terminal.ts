import { SingleBar } from 'cli-progress';
import type { Progress, Reporter } from '@spikegrad/datasets';
import { printable, printableJson } from '@spikegrad/files';
import { progressLines } from './progressLines.js';

const format = '{title} {bar} {value}/{total}  {note}  {eta_formatted} left';

/** Writes events and results to standard output, progress and warnings to standard error. */
export function terminal({ json }: { readonly json: boolean }): Reporter {
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

/** Whether standard error can overwrite what it has drawn. */
const movesCursor = (): boolean => Boolean(process.stderr.isTTY) && process.env['TERM'] !== 'dumb';

function bar(title: string, total: number, first: number): Progress {
  const single = new SingleBar({ format, barsize: 24, etaBuffer: 20, hideCursor: true, clearOnComplete: false });
  single.start(total, first, { title: printable(title), note: '' });
  return { update: (done, note) => single.update(done, { note: printable(note) }), stop: () => single.stop() };
}
