import { type Iteration, percent } from '@spikegrad/trainer';
import type { Choice, Opening, Plan, Report, Request } from '../messages.js';
import { Announcer } from './announcer.js';
import { Asking } from './asking.js';
import { Curves } from './curves.js';
import { showDevice } from './devices.js';
import { element } from './element.js';
import { LayersTable, showLegend } from './layersTable.js';
import { chooseOrigin, chosenOrigin, onOrigin, showOrigin } from './origins.js';

/** The settings in the address. */
const address = new URLSearchParams(location.search);
const start = element('start', HTMLButtonElement);
const reset = element('reset', HTMLButtonElement);
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
const announcer = new Announcer();

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
  for (const id of ['batches', 'loss', 'accuracy', 'rate', 'tested', 'speed']) text(id, '–');
  text('time', '');
  progress.value = 0;
  for (const id of ['refused', 'curves']) element(id, HTMLElement).hidden = true;
  asking.forget();
  table.show([]);
  announcer.reset();
  text('status', 'Loading the network and testing the device …');
  showButton(own);
  ask({
    ...{ type: 'begin', device: device.value as Choice, from: chosenOrigin() },
    ...{ settings: address.getAll('set'), images: address.get('images') },
  });
}

function hear(own: Training, report: Report): void {
  switch (report.type) {
    case 'card':
      text('card', `${percent(report.test.accuracy)} on ${report.test.images.toLocaleString('en-US')} test images`);
      break;
    case 'device':
      own.where = showDevice(report.tried);
      break;
    case 'opened':
      showOpening(own, report.opening);
      break;
    case 'ready':
      showPlan(own, report.plan);
      break;
    case 'iteration':
      showIteration(own, report.figures, report.milliseconds);
      break;
    case 'tested':
      own.isOver = true;
      text('tested', percent(report.accuracy));
      text(
        'status',
        `Training is complete. Accuracy on ${report.images} test images: ${percent(report.accuracy)} ` +
          `(95 % interval ${(100 * report.low).toFixed(1)} to ${percent(report.high)}; chance is 10 %).`,
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

function showOpening(own: Training, { from, examples, classes }: Opening): void {
  showOrigin(from);
  const answers = from === 'pretrained' ? 'The pretrained network classifies images. ' : '';
  text('status', `${own.where} ${answers}Loading the training images …`);
  asking.offer(examples, classes);
}

function showPlan(own: Training, plan: Plan): void {
  own.plan = plan;
  const { parameters, images, iterations, batchSize, steps } = plan;
  progress.max = iterations;
  text('images', images.toLocaleString('en-US'));
  text(
    'status',
    `${own.where} ${parameters.toLocaleString('en-US')} weights are trained on ${iterations} batches of ${batchSize} images, ` +
      `with ${steps} time steps each.`,
  );
  showButton(own);
}

function showIteration(own: Training, figures: Iteration, milliseconds: number): void {
  const { layers } = figures;
  if (!own.curves) {
    element('curves', HTMLElement).hidden = false;
    own.curves = new Curves(layers);
    showLegend(layers.length);
  }
  own.curves.add(figures);
  own.learned++;
  own.milliseconds += milliseconds;
  const { iterations } = own.plan!;
  const { loss, accuracy, rate } = own.curves.now;
  const each = own.milliseconds / own.learned;
  text('batches', `${own.learned} / ${iterations}`);
  text('loss', loss.toFixed(3));
  text('accuracy', percent(accuracy));
  text('rate', percent(rate));
  text('speed', (1000 / each).toPrecision(3));
  text('time', own.learned < iterations ? `${timeOf(each * (iterations - own.learned))} left` : 'testing …');
  progress.value = own.learned;
  announcer.progress(own.learned / iterations, `Batch ${own.learned} of ${iterations}. ${soFar(own)}`);
  table.show(layers);
}

/** The figures of a training, as a sentence. */
const soFar = ({ curves }: Training): string =>
  curves ? `Training accuracy ${percent(curves.now.accuracy)}, firing rate ${percent(curves.now.rate)}.` : '';

const timeOf = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

function showButton({ plan, isGoing, isOver, learned }: Training): void {
  const isDisabled = plan === null || isOver;
  // A button that is disabled loses the keyboard's focus.
  if (isDisabled && document.activeElement === start) reset.focus();
  start.disabled = isDisabled;
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
  announcer.say(training.isGoing ? 'Training.' : `Paused after ${training.learned} batches. ${soFar(training)}`);
  showButton(training);
};
reset.onclick = begin;
device.onchange = begin;
onOrigin(begin);

/** Takes the choices of the address. @throws Error for an unknown one */
function readAddress(): void {
  const wanted = address.get('device');
  const devices = [...device.options].map(({ value }) => value);
  if (wanted !== null) {
    if (!devices.includes(wanted))
      throw new Error(`The address has the unknown device ${wanted}; the devices are ${devices.join(', ')}.`);
    device.value = wanted;
  }
  chooseOrigin(address.get('from'));
}
let wrong: string | null = null;
try {
  readAddress();
} catch (error) {
  wrong = (error as Error).message;
}
begin();
refuse(wrong);
