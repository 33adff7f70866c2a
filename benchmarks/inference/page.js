import { fastestPeer } from '../step/fastestPeer.js';
import { figure, mebibytes, percents, spreadText, table } from '../page/table.js';

const ours = (run) => run.name.startsWith('Spikegrad');
const alike = (a, b) => a.size === b.size && a.threads === b.threads;

/** Speed of every program, and of ours against its own dense self and against PyTorch. */
export function inferenceTable({ runs, torch }) {
  const rows = runs.map((run) => {
    const { name, size, threads, seconds, resident } = run;
    const dense = runs.find((each) => each.name === 'Spikegrad, dense' && alike(each, run));
    const peer = fastestPeer(runs, size, threads);
    const against = (other) => (other ? `${figure(other.seconds.median / seconds.median)} ×` : '');
    return [
      ...[name, String(size), String(threads), spreadText(seconds), figure(size / seconds.median)],
      ...[name === 'Spikegrad' ? against(dense) : '', ours(run) ? against(peer) : '', mebibytes(resident)],
    ];
  });
  const head = ['', 'batch', 'threads', 'one batch: median (quartiles)', 'images/s', 'speed against dense'];
  const text = table([[...head, 'against the fastest PyTorch', 'process at most'], ...rows]);
  return torch.absent ? `${text}\n\nPyTorch: ${torch.absent}.` : text;
}

/** Whether all compute the same, and how much fires. */
export function inferenceProof({ runs }) {
  const [{ rates }] = runs;
  const largest = Math.max(...runs.map(({ apart }) => apart));
  return (
    `Outputs of all programs differ by ${percents(largest)} of the largest output at most. The reason is rounding: a membrane very close to its threshold ` +
    `fires in one program and not in the other. Neurons that fire in a step, layer by layer: ${Object.values(rates).map(percents).join(', ')}.`
  );
}
