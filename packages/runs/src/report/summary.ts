import { type Estimate, hasDiverged, type Iteration, meanOf, percent, warningsOf } from '@spikegrad/trainer';
import { html, type Html } from './html.js';
import { show } from './learning.js';
import { mebibytes, peakOf, speedOf } from './memory.js';
import type { RunRecord } from './readRun.js';

/** How a run ended, or `still training`. */
export type RunOutcome = 'tested' | 'untested' | 'trained' | 'stopped' | 'diverged' | 'still training';

/** The outcome of a run, from the files of its folder. */
export function outcomeOf({ history, plan, test, end, isRunning }: RunRecord): RunOutcome {
  const { last, count } = history;
  if (last && hasDiverged(last)) return 'diverged';
  if (test) return 'tested';
  if (isRunning) return 'still training';
  if (plan.iterations === null) return end && end.reason !== 'aborted' ? 'trained' : 'stopped';
  return count < plan.iterations ? 'stopped' : 'untested';
}

/** The head of the report: the result with its interval, main facts, and warnings. */
export function summarySection(run: RunRecord): Html {
  const { plan, history } = run;
  return html`<header>
    <p class="kind">Spikegrad run</p>
    <h1>${plan.title}</h1>
    <div class="hero">
      ${result(run)}
      <dl>
        ${factsOf(run).map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </div>
    ${warnings([...endsOf(run), ...warningsOf(history.lastRecorded?.layers ?? [], plan.config ?? {}), ...run.warnings])}
  </header>`;
}

const warnings = (lines: readonly string[]): Html | '' =>
  lines.length === 0
    ? ''
    : html`<ul class="warnings" aria-label="Warnings">
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>`;

function whatDiverged({
  iteration,
  loss,
  notFinite = [],
}: Pick<Iteration, 'iteration' | 'loss' | 'notFinite'>): string {
  const batch = `batch ${iteration + 1}`;
  if (notFinite.length === 0) return `the loss of ${batch} is ${loss}`;
  return `NaN or Infinity in ${notFinite[0]} after ${batch}`;
}

function endsOf(run: RunRecord): readonly string[] {
  const { history, plan } = run;
  const all = plan.iterations === null ? '' : ` of ${plan.iterations}`;
  switch (outcomeOf(run)) {
    case 'diverged':
      return [`diverged: ${whatDiverged(history.last!)}; try a lower learning rate`];
    case 'still training':
      return [`still training: ${history.count}${all} batches so far`];
    case 'stopped':
      return [`stopped after ${history.count}${all} batches; not tested`];
    case 'untested':
      return ['training complete, not tested'];
    case 'trained':
    case 'tested':
      return [];
  }
}

interface Accuracy extends Estimate {
  readonly name: string;
  readonly words: string;
}

/** The main accuracy: that of the test, or of the best validation. */
function accuracyOf({ test, epochs }: RunRecord): Accuracy | null {
  if (test) return { ...test, name: 'Test accuracy', words: `test accuracy on ${whole(test.images)} unseen images` };
  const best = epochs.findLast(({ isBest }) => isBest);
  if (!best?.validation) return null;
  const { accuracy, low, high, samples } = best.validation;
  const words = `validation accuracy of epoch ${best.epoch + 1}, the best, on ${whole(samples)} samples`;
  return { accuracy, low, high, name: 'Validation accuracy', words };
}

function result(run: RunRecord): Html {
  const { start, history } = run;
  const test = accuracyOf(run);
  if (test) {
    const chance = start ? 1 / start.classes : null;
    return html`<div class="result">
      <p class="big">${percent(test.accuracy)}</p>
      <p>${test.words}</p>
      ${intervalBar(test, chance)}
      <p class="soft">
        95 % interval ${percent(test.low)} to
        ${percent(test.high)}${chance === null ? '' : `; chance ${percent(chance)}`}
      </p>
    </div>`;
  }
  const { recent } = history;
  const share = recent.length === 0 ? 'nothing' : percent(meanOf(recent.map(({ accuracy }) => accuracy)));
  return html`<div class="result">
    <p class="big">${share}</p>
    <p>training accuracy, mean of the last ${recent.length === 1 ? 'batch' : `${recent.length} batches`}</p>
    <p class="soft">not tested</p>
  </div>`;
}

/** The interval on a line from 0 to 100 %, with marks for the result and for chance. */
function intervalBar({ name, accuracy, low, high }: Accuracy, chance: number | null): Html {
  const at = (value: number): string => (200 * value).toFixed(2);
  const mark =
    chance === null ? '' : html`<line class="chance" x1="${at(chance)}" x2="${at(chance)}" y1="1" y2="15" />`;
  return html`<svg
    class="interval"
    viewBox="0 0 200 16"
    role="img"
    aria-label="${name} ${percent(accuracy)}, 95 % interval ${percent(low)} to ${percent(high)}"
  >
    <rect class="all" x="0" y="6" width="200" height="4" rx="2" />
    <rect class="likely" x="${at(low)}" y="3" width="${at(high - low)}" height="10" rx="2" />
    ${mark}
    <line class="point" x1="${at(accuracy)}" x2="${at(accuracy)}" y1="1" y2="15" />
  </svg>`;
}

function factsOf(run: RunRecord): readonly (readonly [string, string])[] {
  const { plan, history, start } = run;
  const { recent } = history;
  const [peak, speed] = [peakOf(run), speedOf(run)];
  const last = history.lastRecorded?.layers ?? [];
  const waiting = run.machine.at(-1)?.waiting ?? null;
  return [
    ['training accuracy', recent.length === 0 ? '–' : percent(meanOf(recent.map(({ accuracy }) => accuracy)))],
    ['training loss', recent.length === 0 ? '–' : show(meanOf(recent.map(({ loss }) => loss)))],
    ['batches', plan.batchSize === null ? whole(history.count) : `${whole(history.count)} × ${whole(plan.batchSize)}`],
    ['time steps T', whole(plan.steps)],
    ...(start
      ? ([
          ['parameters', whole(start.parameters)],
          ['training images', whole(start.images)],
        ] as const)
      : []),
    ['firing rate', last.length === 0 ? '–' : percent(meanOf(last.map(({ rate }) => meanOf(rate))))],
    ['optimizer', `${plan.optimizer}, ${plan.learningRate}`],
    ...(speed === null ? [] : ([['images per second', speed.toPrecision(3)]] as const)),
    ...(waiting === null ? [] : ([['time waiting for data', percent(waiting)]] as const)),
    ...(peak === null ? [] : ([['peak memory of tensors', mebibytes(peak)]] as const)),
  ];
}

const whole = (value: number): string => value.toLocaleString('en-US');
