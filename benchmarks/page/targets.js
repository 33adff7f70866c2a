import { fastestPeer } from '../step/fastestPeer.js';
import { nativeNames } from '../step/nativeNames.js';
import { shareOf } from '../bound/page.js';
import { recorded } from '../diagnostics/page.js';
import { isWithin } from '../density/page.js';
import { figure, kilobytes, mebibytes, percents, table, threadsText, time } from './table.js';

/** Every target that has figures: what was promised, what was measured, and whether it is met. Those that are missed come first. */
function rowsOf(results) {
  const { step, narrow, resnet, inference, density, diagnostics, bound, peers, memory, fit, size } = results;
  const rows = [
    ...(step ? stepTargets(step) : []),
    ...nativeTargets([...(step?.runs ?? []), ...(narrow?.runs ?? [])]),
    ...(resnet ? nativeSpeedTargets(resnet.runs, 'a training step of ResNet-19', ({ width }) => width === 1) : []),
    ...(inference ? nativeSpeedTargets(inference.runs, 'evaluation', ({ size }) => size === 1) : []),
    ...(density ? densityTargets(density) : []),
    ...(diagnostics ? recordingTargets(diagnostics) : []),
    ...(bound ? boundTargets(bound) : []),
    ...(peers ? peerTargets(peers) : []),
    ...(memory ? [liveTarget(memory)] : []),
    ...(fit ? [fitTarget(fit)] : []),
    ...(size ? sizeTargets(size) : []),
  ];
  const isMissed = ([, , met]) => !met;
  return [...rows.filter(isMissed), ...rows.filter((row) => !isMissed(row))];
}

/** The table of targets. */
export const targets = (results) =>
  table([
    ['target', 'measured', ''],
    ...rowsOf(results).map(([target, value, met]) => [target, value, met ? 'met' : '**missed**']),
  ]);

/** A sentence: how many targets are missed. */
export function targetCount(results) {
  const rows = rowsOf(results);
  return `${rows.filter(([, , met]) => !met).length} of ${rows.length} are missed.`;
}

/** The least speed relative to PyTorch, by batch size and threads; 1 elsewhere. */
const promised = { '32, 2': 1.3, '32, 1': 1.5, '1, 1': 3, '1, 2': 3 };

function stepTargets({ runs }) {
  const ours = runs.filter(({ name }) => name === 'Spikegrad');
  return ours.flatMap(({ size, threads, seconds, resident }) => {
    const peer = fastestPeer(runs, size, threads);
    if (!peer) return [];
    const what = `batch ${size}, ${threadsText(threads)}`;
    const speed = peer.seconds.median / seconds.median;
    const least = promised[`${size}, ${threads}`] ?? 1;
    const wanted = least === 1 ? 'no slower than PyTorch’s' : `at ${least} × PyTorch’s speed`;
    const rows = [[`a training step ${wanted}: ${what}`, `${figure(speed)} × its speed`, speed >= least]];
    const lighter = resident / peer.resident;
    if (size === 32 && threads === 2)
      rows.push([`a process of half the size of PyTorch’s: ${what}`, `${figure(lighter)} × its size`, lighter <= 0.5]);
    return rows;
  });
}

/** Targets of native kernels, by width and batch: their speed relative to WebAssembly, and to the fastest PyTorch. */
const nativePromised = {
  '1, 32': { avx512: [2.4, 2.2], avx2: [1.8, 1.7] },
  '1, 128': { avx512: [2.4, 2.2], avx2: [1.8, 1.7] },
  '1, 8': { avx512: [2.3, 2] },
  '1, 1': { avx512: [1.6, 1.4] },
  '0.25, 32': { avx512: [2, 1.75] },
  '0.25, 64': { avx512: [2, 1.75] },
  '0.125, 64': { avx512: [2, 1.5] },
};

function nativeTargets(runs) {
  return runs.flatMap((run) => {
    const { name, width = 1, size, threads, seconds } = run;
    const set = Object.keys(nativeNames).find((each) => name === `Spikegrad, ${nativeNames[each]}`);
    const least = nativePromised[`${width}, ${size}`]?.[set];
    if (!least) return [];
    const wasm = runs.find((other) => other.name === 'Spikegrad' && isAlike(other, run));
    const others = { WebAssembly: wasm, PyTorch: fastestPeer(runs, size, threads, width) };
    const what = `${nativeNames[set]}, ${width === 1 ? '' : `width ${width}, `}batch ${size}, ${threadsText(threads)}`;
    return Object.entries(others).flatMap(([other, peer], i) => {
      if (!peer) return [];
      const speed = peer.seconds.median / seconds.median;
      return [[`${least[i]} × the speed of ${other}: ${what}`, `${figure(speed)} ×`, speed >= least[i]]];
    });
  });
}

const isAlike = (a, b) => (a.width ?? 1) === (b.width ?? 1) && a.size === b.size && a.threads === b.threads;

/** Where no input is 0, looking for zeros must not make a convolution slower than the dense path. */
function densityTargets({ runs }) {
  return runs.map(({ threads, whole }) => {
    const { events, dense } = whole.at(-1);
    const ratio = events.median / dense.median;
    const target = `at density 100 %, looking for events costs less than the spread: ${threadsText(threads)}`;
    return [target, `${figure(ratio)} × the time of the dense path`, isWithin(events, dense)];
  });
}

/** Recording is on in every training, so it must cost little. */
function recordingTargets({ rows }) {
  return rows
    .filter(({ watcher }) => watcher !== 'nobody')
    .map(({ width, size, watcher, share: { median } }) => [
      `recording ${recorded[watcher] ?? watcher} costs at most 5 % of a step: width ${width}, batch ${size}`,
      `${(100 * median).toFixed(1)} %`,
      median <= 0.05,
    ]);
}

/** Matrix products represent the dense path. */
function boundTargets({ rows }) {
  return rows
    .filter(({ name }) => name.startsWith('matrix product'))
    .map((row) => {
      const share = shareOf(rows, row);
      return [`${row.name}: 85 % of a multiply-add loop`, percents(share), share >= 0.85];
    });
}

/** The least speed of native kernels relative to the fastest PyTorch, in evaluation of one image and in a training step of ResNet-19. */
const nativeLeast = 2;

function nativeSpeedTargets(runs, what, isChosen) {
  return runs.filter(isChosen).flatMap(({ name, width = 1, size, threads, seconds }) => {
    const peer = fastestPeer(runs, size, threads, width);
    if (!name.startsWith('Spikegrad, native') || !peer) return [];
    const speed = peer.seconds.median / seconds.median;
    const target = `${what} at ${nativeLeast} × PyTorch’s speed: ${name.replace('Spikegrad, ', '')}, batch ${size}, ${threadsText(threads)}`;
    return [[target, `${figure(speed)} × its speed`, speed >= nativeLeast]];
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

/** What WebAssembly can address. */
function fitTarget({ rows }) {
  const { name, size, peakBytes } = rows.findLast((row) => row.name === 'ResNet-19');
  return [`${name}, batch ${size}, trains within 4 GiB`, mebibytes(peakBytes), peakBytes < 2 ** 32];
}

function sizeTargets({ kernels, packed, starts }) {
  const gzip = kernels.reduce((sum, each) => sum + each.gzip, 0);
  return [
    ...starts.map(({ threads, total }) => [
      `import to the first training step under 300 ms, ${threadsText(threads)}`,
      time(total.median),
      total.median < 0.3,
    ]),
    ['kernels under 200 kB with gzip', kilobytes(gzip), gzip < 200_000],
    ['`@spikegrad/wasm` under 200 kB packed', kilobytes(packed), packed < 200_000],
  ];
}
