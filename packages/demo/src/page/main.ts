import type { Iteration, DeviceAttempt } from '@spikegrad/trainer';
import type { Choice, Plan, Report, Request } from '../messages.js';
import { Asking } from './asking.js';
import { Curves } from './curves.js';
import { element, made } from './element.js';
import { LayersTable, showLegend } from './layersTable.js';

const names: Readonly<Record<string, string>> = { webgpu: 'WebGPU', webgl2: 'WebGL2', wasm: 'WebAssembly' };

/** The settings in the address. */
const address = new URLSearchParams(location.search);
const start = element('start', HTMLButtonElement);
const device = element('device', HTMLSelectElement);
const progress = element('progress', HTMLProgressElement);
const text = (id: string, value: string): void => {
  element(id, HTMLElement).textContent = value;
};

/** A worker and its reports so far. */
interface Training {
  readonly worker: Worker;
  plan: Plan | null;
  curves: Curves | null;
  isGoing: boolean;
  isOver: boolean;
  /** Whether it cannot answer any more. */
  isBroken: boolean;
  learned: number;
  milliseconds: number;
  /** The device, as a sentence. */
  where: string;
}
let training: Training | null = null;
const table = new LayersTable();

const ask = (request: Request): void => {
  if (training?.isBroken) return;
  training?.worker.postMessage(request);
  refuse(null);
};
const asking = new Asking(ask, (message) => {
  if (!training?.isBroken) refuse(message);
});

/** Starts again with a new worker, so that a hanging or lost device does not matter. */
function begin(): void {
  training?.worker.terminate();
  training?.curves?.destroy();
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' });
  const own: Training = {
    ...{ worker, plan: null, curves: null, isGoing: false, isOver: false, isBroken: false },
    ...{ learned: 0, milliseconds: 0, where: '' },
  };
  training = own;
  worker.onmessage = ({ data }: MessageEvent<Report>) => {
    if (training === own) hear(own, data);
  };
  worker.onerror = ({ message }) => {
    hear(own, { type: 'failed', isFatal: true, message: message || 'The script of the worker could not be loaded.' });
  };
  for (const id of ['batches', 'loss', 'accuracy', 'tested', 'speed']) text(id, '–');
  text('time', '');
  progress.value = 0;
  element('refused', HTMLElement).hidden = true;
  asking.forget();
  table.show([]);
  text('status', 'Loading the images and testing the device …');
  showButton(own);
  ask({
    ...{ type: 'begin', device: device.value as Choice },
    ...{ settings: address.getAll('set'), images: address.get('images') },
  });
}

function hear(own: Training, report: Report): void {
  switch (report.type) {
    case 'device':
      own.where = showDevice(report.tried);
      break;
    case 'ready':
      showPlan(own, report.plan);
      break;
    case 'iteration':
      showIteration(own, report.figures, report.milliseconds);
      break;
    case 'tested':
      own.isOver = true;
      text('tested', `${(100 * report.accuracy).toFixed(1)} %`);
      text(
        'status',
        `Training is complete. Accuracy on ${report.images} test images: ${(100 * report.accuracy).toFixed(1)} % ` +
          `(95 % interval ${(100 * report.low).toFixed(1)} to ${(100 * report.high).toFixed(1)} %; chance is 10 %).`,
      );
      showButton(own);
      break;
    case 'answer':
      asking.show(report.answer);
      break;
    case 'loaded':
      asking.showRun(report.name);
      break;
    case 'failed':
      refuse(report.message);
      if (report.isFatal) {
        own.isOver = own.isBroken = true;
        text('status', 'Training has ended with an error. Press Reset to start again, maybe on another device.');
        showButton(own);
      }
      break;
    default:
      report satisfies never;
  }
}

function showDevice(tried: readonly DeviceAttempt[]): string {
  const refused = tried.filter(({ refusal }) => refusal !== null);
  const lines = refused.map(({ device: name, refusal }) =>
    made('li', made('strong', names[name] ?? name), `: ${refusal}`),
  );
  element('refusals', HTMLElement).replaceChildren(...lines);
  element('refused', HTMLElement).hidden = refused.length === 0;
  const { device: name, detail } = tried.at(-1)!;
  return `Computing on ${names[name] ?? name}${detail === null ? '' : ` (${detail})`}.`;
}

function showPlan(own: Training, plan: Plan): void {
  own.plan = plan;
  const { parameters, images, iterations, batchSize, steps, examples, classes } = plan;
  progress.max = iterations;
  text('images', images.toLocaleString('en-US'));
  text(
    'status',
    `${own.where} ${parameters.toLocaleString('en-US')} weights are trained on ${iterations} batches of ${batchSize} images, ` +
      `with ${steps} time steps each.`,
  );
  asking.offer(examples, classes);
  showButton(own);
}

function showIteration(own: Training, figures: Iteration, milliseconds: number): void {
  const { layers } = figures;
  if (!own.curves) {
    own.curves = new Curves(layers);
    showLegend(layers.length);
  }
  own.curves.add(figures);
  own.learned++;
  own.milliseconds += milliseconds;
  const { iterations } = own.plan!;
  const { loss, accuracy } = own.curves.now;
  const each = own.milliseconds / own.learned;
  text('batches', `${own.learned} / ${iterations}`);
  text('loss', loss.toFixed(3));
  text('accuracy', `${(100 * accuracy).toFixed(1)} %`);
  text('speed', (1000 / each).toPrecision(3));
  text('time', own.learned < iterations ? `${timeOf(each * (iterations - own.learned))} left` : 'testing …');
  progress.value = own.learned;
  table.show(layers);
}

const timeOf = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

function showButton({ plan, isGoing, isOver, learned }: Training): void {
  start.disabled = plan === null || isOver;
  start.textContent = isGoing && !isOver ? 'Pause' : learned > 0 && !isOver ? 'Continue' : 'Start';
  if (isOver) text('time', '');
}

function refuse(message: string | null): void {
  const place = element('error', HTMLElement);
  place.textContent = message;
  place.hidden = message === null;
  if (message !== null) place.scrollIntoView({ block: 'nearest' });
}

start.onclick = () => {
  if (!training) return;
  training.isGoing = !training.isGoing;
  ask({ type: training.isGoing ? 'start' : 'pause' });
  showButton(training);
};
element('reset', HTMLButtonElement).onclick = begin;
device.onchange = begin;
const wanted = address.get('device');
const devices = [...device.options].map(({ value }) => value);
const isThere = wanted === null || devices.includes(wanted);
if (wanted !== null && isThere) device.value = wanted;
begin();
if (!isThere) refuse(`The address has the unknown device ${wanted}; the devices are ${devices.join(', ')}.`);
