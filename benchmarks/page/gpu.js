import { figure, mebibytes, spreadText, table, threadsText, time } from './table.js';

const names = { webgpu: 'WebGPU', wasm: 'Spikegrad wasm', webasm: "gpu.js' webasm", cpu: "gpu.js' cpu" };
const nameOf = ({ name, threads }) => (threads ? `${names[name]}, ${threadsText(threads)}` : names[name]);
const headOf = (figures) => (row) =>
  row.name === 'webgpu' && figures.isSoftware ? `${nameOf(row)} on a software renderer` : nameOf(row);
const sum = (table) => Object.values(table).reduce((a, b) => a + b, 0);

/**
 * The device and what it allows.
 *
 * @param {any} figures
 */
export function gpuAdapter({ adapter, isSoftware, limits, absent }) {
  if (absent) return `Not measured: ${absent}.`;
  const allowed = Object.entries(limits).map(([name, value]) => `\`${name}\` ${value.toLocaleString('en-US')}`);
  const name = isSoftware
    ? `**This is not a GPU. ${adapter} is a software renderer, and its figures do not tell how fast a GPU is.** The option \`allowSoftware\` was set`
    : `Adapter: ${adapter}`;
  return `${name}. Limits: ${allowed.join(', ')}.`;
}

export function gpuOperations(figures) {
  if (figures.absent) return 'Not measured.';
  const { rows } = figures;
  const workloads = [...new Set(rows.flatMap(({ operations }) => Object.keys(operations)))];
  const cell = (operation) => {
    if (!operation) return 'not measured at this size';
    if (operation.absent) return `failed: ${operation.absent}`;
    return `${time(operation.seconds.median)} (${figure(operation.speed)} ${operation.unit})`;
  };
  return table([
    ['', ...rows.map(headOf(figures))],
    ...workloads.map((workload) => [workload, ...rows.map(({ operations }) => cell(operations[workload]))]),
    ['one number plus one', ...rows.map(({ empty }) => time(empty.median))],
  ]);
}

export function gpuStep(figures) {
  if (figures.absent) return 'Not measured.';
  const { network, rows } = figures;
  const head = ['', 'first step', 'one step: median (quartiles)', 'launches', 'bytes in and out of launches', 'loss'];
  const what = `Width ${figure(network.width)}, ${network.batch} images, T = ${network.steps}:`;
  const body = rows.map((row) => {
    const { step } = row;
    if (!step) return [headOf(figures)(row), ...Array(5).fill('not measured')];
    const { first, seconds, counts, losses } = step;
    const counted = counts ? [sum(counts.launches).toLocaleString('en-US'), mebibytes(counts.bytes)] : ['none', ''];
    return [headOf(figures)(row), time(first), spreadText(seconds), ...counted, losses[0].toFixed(4)];
  });
  return `${what}\n\n${table([head, ...body])}`;
}

/**
 * What launches cost whatever they compute, and what fewer of them would save.
 *
 * @param {any} figures
 */
export function gpuLaunches({ rows, absent }) {
  if (absent) return 'Not measured.';
  const { step, empty } = rows.find(({ name }) => name === 'webgpu');
  const { launches, calls } = step.counts;
  const all = sum(launches);
  const share = (count) =>
    `${time(count * empty.median)}, ${figure((100 * count * empty.median) / step.seconds.median)} %`;
  const [formulas, programs] = [launches.elementwise ?? 0, calls.elementwise ?? 0];
  const kernels = Object.keys(launches).sort((a, b) => launches[b] - launches[a]);
  return [
    `Launches × an almost empty launch (${time(empty.median)}) is ${share(all)} of the step on WebGPU. Faster arithmetic cannot reduce this part. ` +
      `${formulas} of ${all} launches compute formulas, one for each output of ${programs} formulas. One launch for each formula would save at most ` +
      `${formulas - programs} of them (${share(formulas - programs)}), and merging every formula into a neighbouring kernel would save ${formulas} (${share(formulas)}).`,
    table([
      ['kernel', 'calls in a step', 'launches in a step'],
      ...kernels.map((name) => [`\`${name}\``, String(calls[name] ?? 0), String(launches[name])]),
    ]),
  ].join('\n\n');
}
