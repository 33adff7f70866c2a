import { fastestPeer } from '../step/fastestPeer.js';
import { figure, table, time, widthText } from './table.js';

/** Columns of the table, and the names of the runs that they are filled from. */
const kinds = [
  ['WebAssembly', /^Spikegrad$/],
  ['native, AVX2', /^Spikegrad, native with AVX2$/],
  ['native, widest vectors', /^Spikegrad, native with (?!AVX2)/],
];

/** A table of how long a training step takes with each kind of kernel and in PyTorch. */
export function summaryTable(all) {
  const settings = new Map(all.map((run) => [[run.width ?? 1, run.size, run.threads].join(), run]));
  const rows = [...settings.values()].map(({ width = 1, size, threads }) => {
    const here = all.filter((run) => (run.width ?? 1) === width && run.size === size && run.threads === threads);
    const peer = fastestPeer(all, size, threads, width);
    const cells = kinds.map(([, name]) => {
      const run = here.find((each) => name.test(each.name));
      if (!run) return '';
      const { median } = run.seconds;
      return peer ? `${time(median)}, ${figure(peer.seconds.median / median)} ×` : time(median);
    });
    return [widthText(width), String(size), String(threads), ...cells, peer ? time(peer.seconds.median) : ''];
  });
  return table([['width', 'batch', 'threads', ...kinds.map(([name]) => name), 'fastest PyTorch'], ...rows]);
}
