import { fastestPeer } from '../step/fastestPeer.js';
import { figure, kilobytes, table, threadsText, time } from './table.js';

/** What was promised, what was measured, and whether that is kept. */
export function targets(results) {
  const { step, peers, memory, size } = results;
  const rows = [
    ...(step ? stepTargets(step) : []),
    ...(peers ? peerTargets(peers) : []),
    ...(memory ? [liveTarget(memory)] : []),
    ...(size ? sizeTargets(size) : []),
  ];
  return table([
    ['target', 'measured', ''],
    ...rows.map(([target, value, met]) => [target, value, met ? 'met' : '**missed**']),
  ]);
}

function stepTargets({ runs }) {
  const ours = runs.filter(({ name }) => name === 'Spikegrad');
  return ours.flatMap(({ size, threads, seconds, resident }) => {
    const peer = fastestPeer(runs, size, threads);
    if (!peer) return [];
    const what = `batch ${size}, ${threadsText(threads)}`;
    const speed = peer.seconds.median / seconds.median;
    const rows = [[`a step no slower than PyTorch's: ${what}`, `${figure(speed)} × its speed`, speed >= 1]];
    const lighter = resident / peer.resident;
    if (size === 32 && threads === 2)
      rows.push([`a process no larger than PyTorch's: ${what}`, `${figure(lighter)} × its size`, lighter <= 1]);
    return rows;
  });
}

/** On one thread each. */
function peerTargets({ rows }) {
  const ours = rows.find(({ name, threads }) => name === 'Spikegrad' && threads === 1);
  return rows
    .filter(({ name }) => name !== 'Spikegrad')
    .map(({ name, figures }) => {
      const offered = Object.keys(figures).filter((workload) => !figures[workload].absent);
      const slower = offered.filter((workload) => figures[workload].speed > ours.figures[workload].speed);
      const value =
        slower.length === 0
          ? `ahead in all ${offered.length}`
          : `behind in ${slower.map((each) => `“${each}”`).join(', ')}`;
      return [`ahead of ${name} on one thread in every operation it offers`, value, slower.length === 0];
    });
}

function liveTarget({ live }) {
  const [second, last] = [live[1], live.at(-1)];
  const grown = last.bytes - second.bytes;
  return [
    `live bytes flat over ${last.step.toLocaleString('en-US')} training steps`,
    `${grown} bytes more`,
    grown === 0,
  ];
}

function sizeTargets({ kernels, packed, starts }) {
  const gzip = kernels.reduce((sum, each) => sum + each.gzip, 0);
  return [
    ...starts.map(({ threads, total }) => [
      `import to the first training step under 300 ms, ${threadsText(threads)}`,
      time(total.median),
      total.median < 0.3,
    ]),
    ['kernels under 200 kB compressed', kilobytes(gzip), gzip < 200_000],
    ['`@spikegrad/wasm` under 200 kB packed', kilobytes(packed), packed < 200_000],
  ];
}
