import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { openRegular } from '@spikegrad/data';
import { asFileError, codeOf, counted, nodeFiles, type OtherHolder, otherHolder } from '@spikegrad/files';
import { Checkpoints } from '../checkpoint/checkpoints.js';
import {
  type CodeEvent,
  type EndEvent,
  type EpochEvent,
  EventError,
  eventsOf,
  type MachineEvent,
  type MembranesEvent,
  type Numbered,
  type StartEvent,
  type TestEvent,
} from '../history/events.js';
import { History, type BatchFigures } from '../history/history.js';
import { readRunPlan, type RunPlan } from '../folder/runPlan.js';
import { runFiles } from '../folder/runFiles.js';

/** Membranes of one batch. */
export interface Look extends MembranesEvent {
  /** The layers of neurons in that batch. */
  readonly activity: BatchFigures['layers'];
}

/** A run, as read from its folder. */
export interface RunRecord {
  readonly plan: RunPlan;
  /** What was trained; `null` in folders of older versions. */
  readonly start: StartEvent | null;
  readonly history: History;
  /** The batches with recorded membranes. */
  readonly membranes: readonly Look[];
  /** Memory and speed; empty in folders of older versions. */
  readonly machine: readonly MachineEvent[];
  /** What the code computed in each process of a run of a page; empty for other runs. */
  readonly code: readonly CodeEvent[];
  /** Whether another process on this host still writes into the folder. */
  readonly isRunning: boolean;
  /** Epochs of a training by `fit`, or of a run whose config has a validation; empty for others. */
  readonly epochs: readonly EpochEvent[];
  /** Why a training by `fit` ended; `null` while it runs, and for a run of a config. */
  readonly end: EndEvent | null;
  /** `null` for a run that was not tested. */
  readonly test: TestEvent | null;
  /** Bytes of `metrics.jsonl` that were read. */
  readonly metricsBytes: number;
  /** Problems with files that are not needed. */
  readonly warnings: readonly string[];
}

/** A line with a batch that was trained again: it replaces the earlier lines of that batch and of later ones. */
interface TakenBack {
  readonly line: number;
  readonly iteration: number;
}

/**
 * Reads `config.json` or `fit.json`, `metrics.jsonl` and `machine.jsonl` of a run's folder, in bounded memory.
 * Unknown events are skipped. An iteration that was trained again replaces the earlier lines from it on. A damaged
 * `machine.jsonl` gives a warning, because it has no training results, and so do metrics that were cut.
 *
 * @throws RunError for the folder or its config, FileError and FormatError for metrics that cannot be read
 */
export async function readRun(folder: string): Promise<RunRecord> {
  const plan = await readRunPlan(folder);
  const { metrics, machine, lock } = runFiles(folder);
  const kind = 'the metrics that `spikegrad train` writes';
  const { size: metricsBytes } = await stat(metrics).catch(asFileError(metrics, kind));
  const read = (takenBack: readonly TakenBack[]) => readMetrics(eventsOf(metrics, kind, metricsBytes), takenBack);
  // Files of older versions may have batches that were trained twice; the first pass finds them.
  const first = await read([]);
  const { takenBack, ...learned } = first.takenBack.length === 0 ? first : await read(first.takenBack);
  const { warnings, ...rest } = await readMachine(machine);
  const holder = await otherHolder(lock, nodeFiles).catch(() => null);
  const isRunning = holder?.runsHere ?? false;
  const cut = isRunning ? [] : await cutsIn(folder, learned.history.count, metricsBytes);
  return {
    plan,
    ...learned,
    ...rest,
    isRunning,
    metricsBytes,
    warnings: [...elsewhere(holder), ...cut, ...warnings],
  };
}

/** A run that a process on another host may still train. */
const elsewhere = (holder: OtherHolder | null): readonly string[] =>
  holder === null || holder.runsHere
    ? []
    : [`process ${holder.pid} on host ${holder.host} holds run.lock; it may still be training`];

/** What is missing at the end of the metrics of a run that no process is writing. */
async function cutsIn(folder: string, batches: number, bytes: number): Promise<readonly string[]> {
  const { metrics, checkpoints } = runFiles(folder);
  const name = basename(metrics);
  const found: string[] = [];
  if (!(await endsWithLine(metrics, bytes))) found.push(`${name} ends in the middle of a line; that line is not shown`);
  const saved = await new Checkpoints(checkpoints, nodeFiles).newest().catch(() => null);
  if (saved !== null && saved > batches)
    found.push(
      `${name} has ${counted(batches, 'batch', 'batches')}, but there is a checkpoint of batch ${saved}: the file was cut`,
    );
  else if (batches === 0) found.push(`${name} has no batch: the run was ended before its first, or the file was cut`);
  return found;
}

async function endsWithLine(path: string, bytes: number): Promise<boolean> {
  if (bytes === 0) return true;
  const file = await openRegular(path, 'metrics');
  try {
    return (await file.read(bytes - 1, 1))[0] === newline;
  } finally {
    await file.close();
  }
}

const newline = 0x0a;

async function readMetrics(events: AsyncIterable<Numbered>, known: readonly TakenBack[]) {
  const history = new History();
  const membranes: Look[] = [];
  const takenBack: TakenBack[] = [];
  let start: StartEvent | null = null;
  let end: EndEvent | null = null;
  let test: TestEvent | null = null;
  let [last, next] = [-1, 0];
  for await (const { line, event } of events) {
    while (next < known.length && known[next]!.line <= line) next++;
    const isTakenBack = (iteration: number): boolean => iteration >= (known[next]?.iteration ?? Infinity);
    switch (event.event) {
      case 'start':
        start = event;
        break;
      case 'iteration':
        if (event.iteration <= last) takeBack(takenBack, { line, iteration: event.iteration });
        last = event.iteration;
        test = null;
        if (!isTakenBack(event.iteration)) history.add(event);
        break;
      case 'membranes':
        if (isTakenBack(event.iteration)) break;
        dropFrom(membranes, event.iteration);
        membranes.push({ ...event, activity: history.last?.iteration === event.iteration ? history.last.layers : [] });
        break;
      case 'epoch':
        history.addEpoch(event);
        break;
      case 'end':
        end = event;
        break;
      case 'test':
        test = event;
        break;
      case 'machine':
      case 'code':
    }
  }
  return { history, membranes, epochs: history.epochs, end, start, test, takenBack };
}

/** Of two such lines, the later one includes the earlier one if it goes back further. */
function takeBack(all: TakenBack[], one: TakenBack): void {
  dropFrom(all, one.iteration);
  all.push(one);
}

function dropFrom(rows: { readonly iteration: number }[], from: number): void {
  while (rows.length > 0 && rows.at(-1)!.iteration >= from) rows.pop();
}

/** Memory and speed of a run, up to the first damaged line. Older folders have no such file. */
async function readMachine(path: string): Promise<Pick<RunRecord, 'machine' | 'code' | 'warnings'>> {
  const exists = await stat(path).then(
    () => true,
    (cause: unknown) => codeOf(cause) !== 'ENOENT',
  );
  const machine: MachineEvent[] = [];
  const code: CodeEvent[] = [];
  if (!exists) return { machine, code, warnings: [] };
  try {
    for await (const { event } of eventsOf(path, 'the memory and speed that `spikegrad train` writes')) {
      if (event.event !== 'machine' && event.event !== 'code') continue;
      const own: { readonly iteration: number }[] = event.event === 'machine' ? machine : code;
      dropFrom(own, event.iteration);
      own.push(event);
    }
  } catch (error) {
    if (!(error instanceof EventError)) throw error;
    const fault = `expected ${error.expected} but received ${error.received}`;
    return { machine, code, warnings: [`${basename(path)} is damaged: ${fault}; the rest is not shown`] };
  }
  return { machine, code, warnings: [] };
}
