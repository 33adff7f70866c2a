import { boundTable } from '../bound/page.js';
import { crossovers, densityTables } from '../density/page.js';
import { diagnosticsTable } from '../diagnostics/page.js';
import { fitTable } from '../fit/page.js';
import { inferenceProof, inferenceTable } from '../inference/page.js';
import { learningTable, overTimeTable } from '../learning/page.js';
import { memoryTable } from '../memory/overTime.js';
import { parityRates, paritySetting, parityTable } from '../parity/page.js';
import { workloads } from '../peers/workloads.js';
import { narrowTable } from '../narrow/page.js';
import { macsOf } from '../step/roles.js';
import { rulesSetting, rulesTable } from '../rules/page.js';
import { fastestPeer } from '../step/fastestPeer.js';
import { nativeNames } from '../step/nativeNames.js';
import { stepFlop, steps } from '../step/work.js';
import { thresholdsDifferences, thresholdsTable } from '../thresholds/page.js';
import { gpuAdapter, gpuLaunches, gpuOperations, gpuStep } from './gpu.js';
import { figure, kilobytes, mebibytes, percents, spreadText, table, threadsText, time } from './table.js';
import { summaryTable } from './summary.js';
import { targetCount, targets } from './targets.js';

const picture = (what, name) => `![${what}](../benchmarks/results/${name}.svg)`;
const missing = '*not measured yet: `npm run bench` writes this part*';

/** The text of each `{{place}}` of the template, from the figures of one section. */
const places = {
  step: {
    'step machine': ({ context, torch }) => machineText(context, torchText(torch)),
    'step table': stepText,
    'step picture': () => picture('one training step', 'step'),
    'step proof': proofText,
    'step rates': ({ rates, parts }) => activityTable(rates, parts[0].densities),
    'step kernels': ({ parts: [{ instructions }] }) => nativeNames[instructions] ?? 'WebAssembly',
    'step parts': ({ parts }) => partsTable(parts),
    'parts picture': () => picture('where a training step goes', 'parts'),
    'step layers': ({ parts }) => parts.map(layersTable).join('\n\n'),
  },
  narrow: {
    'narrow machine': ({ context, torch }) => machineText(context, torchText(torch)),
    'narrow table': narrowTable,
  },
  resnet: {
    'resnet machine': ({ context, torch }) => machineText(context, torchText(torch)),
    'resnet table': narrowTable,
    'resnet proof': resnetProof,
  },
  inference: {
    'inference machine': ({ context, torch }) => machineText(context, torchText(torch)),
    'inference table': inferenceTable,
    'inference proof': inferenceProof,
  },
  density: {
    'density machine': ({ context }) => machineText(context),
    'density crossover': crossovers,
    'density tables': densityTables,
    'density picture': () => picture('time of convolutions over density', 'density'),
  },
  learning: {
    'learning machine': ({ context }) => machineText(context),
    'learning table': learningTable,
    'learning over time': overTimeTable,
    'learning picture': () => picture('memory and time over T', 'learning'),
  },
  bound: {
    'bound machine': ({ context }) => machineText(context),
    'bound table': boundTable,
  },
  diagnostics: {
    'diagnostics machine': ({ context }) => machineText(context),
    'diagnostics table': diagnosticsTable,
  },
  parity: {
    'parity machine': ({ context, torch }) => machineText(context, torchText(torch)),
    'parity setting': paritySetting,
    'parity table': parityTable,
    'parity rates': parityRates,
  },
  peers: {
    'peers machine': ({ context }) => machineText(context),
    'peers table': peersTable,
    'peers picture': () => picture('speed of operations', 'peers'),
  },
  memory: {
    'memory machine': ({ context }) => machineText(context),
    'memory over time': ({ overTime }) => memoryTable(overTime),
    'memory picture': () => picture('peak memory over T', 'memory'),
    'memory live': ({ live }) => liveTable(live),
  },
  fit: {
    'fit table': fitTable,
  },
  size: {
    'size machine': ({ context }) => machineText(context),
    'size table': sizeTable,
    'start table': ({ starts }) => startTable(starts),
  },
  rules: {
    'rules machine': ({ context }) => machineText(context),
    'rules setting': rulesSetting,
    'rules picture': () => picture('cosine to the gradient of BPTT by rule and layer', 'rules'),
    'rules table': rulesTable,
  },
  thresholds: {
    'thresholds machine': ({ context }) => machineText(context),
    'thresholds picture': () => picture('accuracy over the size of test batches', 'thresholds'),
    'thresholds table': thresholdsTable,
    'thresholds differences': thresholdsDifferences,
  },
  gpu: {
    'gpu machine': ({ context }) => machineText(context),
    'gpu adapter': gpuAdapter,
    'gpu operations': gpuOperations,
    'gpu step': gpuStep,
    'gpu launches': gpuLaunches,
  },
};

/** The page: the template with every place filled from the kept figures. */
export function renderPage(template, results) {
  const steps = [...(results.step?.runs ?? []), ...(results.narrow?.runs ?? [])];
  const filled = new Map([
    ['targets', targets(results)],
    ['target count', targetCount(results)],
    ['summary', steps.length > 0 ? summaryTable(steps) : missing],
  ]);
  for (const [section, texts] of Object.entries(places)) {
    for (const [place, text] of Object.entries(texts))
      filled.set(place, results[section] ? text(results[section]) : missing);
  }
  return template.replaceAll(/\{\{(.+?)\}\}/g, (whole, place) => {
    if (!filled.has(place)) throw new Error(`the template has a place that nothing fills: ${whole}`);
    return filled.get(place);
  });
}

/** The tables of freshly measured sections, for a terminal. */
export const sectionsAsText = (measured) =>
  Object.entries(measured)
    .flatMap(([section, figures]) =>
      Object.entries(places[section])
        .filter(([place]) => !place.endsWith('picture'))
        .map(([place, text]) => `## ${place}\n\n${text(figures)}\n`),
    )
    .join('\n');

const torchText = ({ version }) => (version ? `, PyTorch ${version}` : '');

function machineText({ processor, cores, node, date, quick, note }, more = '') {
  const remarks = [...(quick ? ['few repeats'] : []), ...(note ? [note] : [])];
  const remark = remarks.length > 0 ? ` Remarks: **${remarks.join('; ')}**.` : '';
  return `*Measured on ${date} on ${processor} with ${cores} cores. Software: Node ${node}${more}.${remark}*`;
}

function stepText({ runs, torch, leftOut = [] }) {
  const notes = [
    ...(torch.absent ? [`PyTorch: ${torch.absent}.`] : []),
    ...(leftOut.length > 0 ? [`Batch ${leftOut.join(', ')}: not measured, this machine has too little memory.`] : []),
  ];
  return [stepTable(runs), ...notes].join('\n\n');
}

function stepTable(runs) {
  const best = (size, threads) => fastestPeer(runs, size, threads);
  const rows = runs.map((run) => {
    const { name, size, threads, seconds, peakBytes, resident } = run;
    const peer = best(size, threads);
    const ratio = peer && name.startsWith('Spikegrad') ? `${figure(peer.seconds.median / seconds.median)} ×` : '';
    return [
      ...[name, String(size), String(threads), spreadText(seconds), figure(size / seconds.median)],
      ...[figure(stepFlop(size) / seconds.median / 1e9), ratio],
      ...[peakBytes === null ? '' : mebibytes(peakBytes), mebibytes(resident)],
    ];
  });
  const head = ['', 'batch', 'threads', 'one step: median (quartiles)', 'images/s', 'GFLOP/s dense-equivalent'];
  return table([[...head, 'speed against the fastest PyTorch', 'tensors at most', 'process at most'], ...rows]);
}

function proofText({ proof, runs, torch }) {
  if (!proof) return `The comparison of both computations needs PyTorch: ${torch.absent}.`;
  const first = ({ losses }) => losses.map((loss) => loss.toFixed(6)).join(', ');
  const rows = runs.filter(({ size, threads }) => size === 32 && threads === 2);
  return [
    agreementText('one image', proof),
    `In float32, batch 32, rounding decides whether a membrane very close to its threshold fires, so later values differ. In the same way, PyTorch differs ` +
      `from itself between its two memory formats. Losses of the first steps:`,
    table([['', 'losses'], ...rows.map((run) => [run.name, first(run)])]),
  ].join('\n\n');
}

function resnetProof({ proof, torch }) {
  if (!proof) return `The comparison of both computations needs PyTorch: ${torch.absent}.`;
  return agreementText('two images, width 1/4', proof);
}

const agreementText = (input, { worst, losses }) =>
  `In float64, from the same weights and ${input}, losses, firing rates and the norms of all weight gradients differ by at most ` +
  `**${worst.toExponential(1)}**, relatively (first losses: ${losses.ours[0].toFixed(9)} and ${losses.theirs[0].toFixed(9)}).`;

function activityTable(rates, densities) {
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  const fired = Object.values(rates);
  const rows = Object.entries(densities).map(([layer, values], i) => [
    layer,
    percents(mean(values)),
    percents(fired[i]),
  ]);
  return table([['convolution', 'input that is not 0', 'neurons after it that fire in a step'], ...rows]);
}

function partsTable(parts) {
  const roles = Object.keys(parts[0].roles).sort((a, b) => parts[0].roles[b] - parts[0].roles[a]);
  const cell = ({ roles: times, total }, role) =>
    `${time(times[role] ?? 0)} (${percents((times[role] ?? 0) / total.median)})`;
  return table([
    ['', ...parts.map(({ threads }) => threadsText(threads))],
    ...roles.map((role) => [role, ...parts.map((part) => cell(part, role))]),
    ['**all**', ...parts.map(({ total }) => `**${time(total.median)}**`)],
  ]);
}

function layersTable({ threads, layers, densities }) {
  const names = ['convolution, forward', 'convolution, gradient to the weights', 'convolution, gradient to the input'];
  const rows = Object.entries(layers).map(([layer, times]) => {
    const twice = `${layer}, second` in densities ? 2 : 1;
    const speed = (name) => (2 * macsOf(layer, 32) * steps * twice) / times[name] / 1e9;
    const cells = names.map((name) => (times[name] ? `${time(times[name])}, ${figure(speed(name))}` : ''));
    return [twice === 2 ? `${layer}, both` : layer, ...cells];
  });
  const head = ['forward', 'gradient to the weights', 'gradient to the input'];
  return `${threadsText(threads)}; time in a training step, GFLOP/s dense-equivalent:\n\n${table([['layer', ...head], ...rows])}`;
}

function peersTable({ rows, absent }) {
  const [first] = rows;
  const head = rows.map(
    ({ name, version, threads }) => `${name}${version ? ` ${version}` : ''}, ${threadsText(threads)}`,
  );
  const body = Object.keys(first.figures).map((workload) => [
    workload,
    ...rows.map(({ figures }) => {
      const { absent: without, speed, seconds } = figures[workload];
      return without ? 'not offered' : `${figure(speed)} ${workloads[workload].unit} (${time(seconds.median)})`;
    }),
  ]);
  return `${table([['', ...head], ...body])}${absent ? `\n\nOther libraries: ${absent}.` : ''}`;
}

const liveTable = (rows) =>
  table([
    ['after training step', 'live tensors', 'live bytes', 'live bytes at most', 'process'],
    ...rows.map(({ step, tensors, bytes, peakBytes, resident }) => [
      ...[step.toLocaleString('en-US'), String(tensors), bytes.toLocaleString('en-US')],
      ...[peakBytes.toLocaleString('en-US'), mebibytes(resident)],
    ]),
  ]);

function sizeTable({ kernels, packed, unpacked }) {
  const rows = kernels.map(({ bytes, gzip, brotli }, i) => [
    kernels.length > 1 ? `kernels, module ${i + 1}` : 'kernels',
    ...[bytes, gzip, brotli].map(kilobytes),
  ]);
  return table([
    ['', 'plain', 'gzip', 'brotli'],
    ...rows,
    ['`@spikegrad/wasm`, packed', kilobytes(unpacked), kilobytes(packed), ''],
  ]);
}

const startTable = (starts) =>
  table([
    ['threads', 'imports', 'imports to the end of the first step', 'whole process until then'],
    ...starts.map(({ threads, imports, total, process }) => [
      String(threads),
      ...[imports, total, process].map(spreadText),
    ]),
  ]);
