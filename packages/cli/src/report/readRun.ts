import { stat } from 'node:fs/promises';
import { FormatError } from '@spikegrad/core';
import { distributionEdges } from '@spikegrad/nn';
import { z } from 'zod';
import type { RunConfig } from '../config/schema.js';
import { asFileError, codeOf } from '../files/fileError.js';
import { linesOf } from '../files/lines.js';
import { figure, iterationLine, testLine } from '../train/history.js';
import { readRunConfig } from '../train/readRunConfig.js';
import { runFiles } from '../train/runFiles.js';

/** Metrics longer than this are of no run that anybody made. */
const longestMetrics = 2 ** 31;

const figures = z.array(figure);
const whole = z.number().int().min(0);

const start = z.object({ event: z.literal('start'), parameters: whole, images: whole, classes: whole.min(1) });

const iteration = iterationLine.extend({ event: z.literal('iteration') });

const distribution = z.object({
  count: whole,
  ...{ mean: figure, deviation: figure, least: figure, most: figure },
  ...{ skewness: figure.default(NaN), kurtosis: figure.default(NaN) }, // folders of older versions have none
  counts: figures.length(distributionEdges.length + 1),
  notFinite: whole.default(0), // none in folders of older versions
});

const membranes = z.object({
  event: z.literal('membranes'),
  iteration: whole,
  layers: z.array(z.object({ layer: z.string(), steps: z.array(distribution).min(1) })),
});

const test = testLine.extend({ event: z.literal('test') });

const machineLine = z.object({
  event: z.literal('machine'),
  ...{ iteration: whole, device: z.string(), bytes: whole, peakBytes: whole },
  seconds: z.number().min(0),
  waiting: z.number().min(0).max(1).nullable().default(null), // none in folders of older versions
});

const known = z.discriminatedUnion('event', [start, iteration, membranes, machineLine, test]);

export type IterationRow = z.infer<typeof iteration>;
export type MembraneRow = z.infer<typeof membranes>;
export type MachineRow = z.infer<typeof machineLine>;

/** A run as its folder tells it. */
export interface RunRecord {
  readonly config: RunConfig;
  /** What was learned; `null` in folders of older versions. */
  readonly start: z.infer<typeof start> | null;
  readonly iterations: readonly IterationRow[];
  readonly membranes: readonly MembraneRow[];
  /** Memory and speed; empty in folders of older versions. */
  readonly machine: readonly MachineRow[];
  /** `null` for a run that was not tested. */
  readonly test: z.infer<typeof test> | null;
}

/**
 * Reads `config.json`, `metrics.jsonl` and `machine.jsonl` of a run's folder. Events of other kinds are passed over; an iteration that comes
 * again takes back all that was said from it on.
 *
 * @throws RunError for the folder or its config, FileError and FormatError for metrics that cannot be read
 */
export async function readRun(folder: string): Promise<RunRecord> {
  const config = await readRunConfig(folder);
  const iterations: IterationRow[] = [];
  const [looks, machineRows]: [MembraneRow[], MachineRow[]] = [[], []];
  let facts: RunRecord['start'] = null;
  let result: RunRecord['test'] = null;
  for await (const event of eventsOf(folder)) {
    switch (event.event) {
      case 'start':
        facts = event;
        break;
      case 'iteration':
        dropFrom(iterations, event.iteration);
        dropFrom(looks, event.iteration);
        iterations.push(event);
        result = null;
        break;
      case 'membranes':
        dropFrom(looks, event.iteration);
        looks.push(event);
        break;
      case 'machine':
        dropFrom(machineRows, event.iteration);
        machineRows.push(event);
        break;
      case 'test':
        result = event;
    }
  }
  return { config, start: facts, iterations, membranes: looks, machine: machineRows, test: result };
}

function dropFrom(rows: { readonly iteration: number }[], from: number): void {
  while (rows.length > 0 && rows.at(-1)!.iteration >= from) rows.pop();
}

/** The events of both files that a report speaks of. Older folders have no second one. */
async function* eventsOf(folder: string): AsyncGenerator<z.infer<typeof known>> {
  const { metrics, machine } = runFiles(folder);
  yield* eventsIn(metrics, 'the metrics that `spikegrad train` writes');
  const exists = await stat(machine).then(
    () => true,
    (cause: unknown) => codeOf(cause) !== 'ENOENT',
  );
  if (exists) yield* eventsIn(machine, 'the memory and speed that `spikegrad train` writes');
}

/** The events of a file; half a line that a crash left at the end is passed over. */
async function* eventsIn(path: string, expected: string): AsyncGenerator<z.infer<typeof known>> {
  const { size } = await stat(path).catch(asFileError(path, expected));
  if (size > longestMetrics) throw new FormatError(path, `at most ${longestMetrics} bytes`, String(size));
  let number = 0;
  let torn = 0;
  for await (const line of linesOf(path, expected)) {
    if (torn > 0) throw new FormatError(path, 'one JSON event a line', `something else in line ${torn}`);
    number++;
    const value = parse(line);
    if (value === undefined) {
      torn = number;
      continue;
    }
    const kind = (value as { readonly event?: unknown } | null)?.event;
    if (!known.options.some(({ shape }) => shape.event.value === kind)) continue;
    const { data, error } = known.safeParse(value);
    if (error) {
      const [issue] = error.issues;
      throw new FormatError(
        path,
        `an event '${String(kind)}'`,
        `line ${number}: ${issue!.path.join('.')} ${issue!.message}`,
      );
    }
    yield data;
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
