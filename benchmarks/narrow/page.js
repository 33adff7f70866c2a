import { figure, mebibytes, spreadText, table, widthText } from '../page/table.js';
import { fastestPeer } from '../step/fastestPeer.js';

/** A table of the programs at each width: step times, and speeds relative to WebAssembly and to the fastest PyTorch. */
export function narrowTable({ runs, torch }) {
  const rows = runs.map((run) => {
    const { name, width, size, threads, seconds, resident } = run;
    const alike = (other) => other.width === width && other.size === size && other.threads === threads;
    const against = (other) =>
      other && other !== run && name.startsWith('Spikegrad')
        ? `${figure(other.seconds.median / seconds.median)} ×`
        : '';
    return [
      ...[name, widthText(width), String(size), String(threads), spreadText(seconds), figure(size / seconds.median)],
      against(runs.find((other) => other.name === 'Spikegrad' && alike(other))),
      against(fastestPeer(runs, size, threads, width)),
      mebibytes(resident),
    ];
  });
  const head = ['', 'width', 'batch', 'threads', 'one step: median (quartiles)', 'images/s'];
  const text = table([[...head, 'against WebAssembly', 'against the fastest PyTorch', 'process at most'], ...rows]);
  return torch.absent ? `${text}\n\nPyTorch: ${torch.absent}.` : text;
}
