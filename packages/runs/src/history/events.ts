import { FormatError } from '@spikegrad/core';
import { distributionEdges } from '@spikegrad/nn';
import { z } from 'zod';
import { linesOf } from '@spikegrad/files';

const isFigure = (value: unknown): value is number | string =>
  typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity';

/** A number in `metrics.jsonl`; NaN and Infinity are strings. */
const figure = z.custom<number | string>(isFigure, 'not a number').transform(Number);

/** Checked in one function for speed: a line has hundreds of numbers, and a run may have millions of lines. */
const figures = z
  .custom<readonly (number | string)[]>(
    (value) => Array.isArray(value) && value.every(isFigure),
    'not a list of numbers',
  )
  .transform((values): readonly number[] => values.map(Number));

const someFigures = figures.refine(({ length }) => length > 0, 'an empty list of numbers');

const whole = z.number().int().min(0);

const start = z.object({ event: z.literal('start'), parameters: whole, images: whole, classes: whole.min(1) });

export const iterationEvent = z.object({
  event: z.literal('iteration'),
  ...{ iteration: whole, learningRate: figure, loss: figure, accuracy: figure },
  notFinite: z.array(z.string()).exactOptional(), // only in a line of a run that diverged by its weights
  layers: z.array(z.object({ layer: z.string(), rate: someFigures, threshold: someFigures })),
  norms: z.array(z.object({ layer: z.string(), within: figure, between: figure, guard: figures })).default([]), // none in runs of older versions
});

const estimate = { accuracy: z.number(), low: z.number(), high: z.number() };

const epoch = z.object({
  event: z.literal('epoch'),
  ...{ epoch: whole, iterations: whole, learningRate: figure, loss: figure, accuracy: figure, isBest: z.boolean() },
  validation: z
    .object({
      ...{ samples: whole, ...estimate, loss: figure },
      dynamic: z.object({ ...estimate, loss: figure }).exactOptional(),
    })
    .nullable(),
});

/** Written only by `fit`, after its last epoch. */
const end = z.object({ event: z.literal('end'), reason: z.enum(['epochs', 'earlyStopping', 'aborted']) });

const distribution = z.object({
  count: whole,
  ...{ mean: figure, deviation: figure, minimum: figure, maximum: figure },
  ...{ skewness: figure.default(NaN), kurtosis: figure.default(NaN) }, // folders of older versions have none
  counts: figures.refine(({ length }) => length === distributionEdges.length + 1, 'another number of bins'),
  nonFinite: whole.default(0), // none in folders of older versions
});

const membranes = z.object({
  event: z.literal('membranes'),
  iteration: whole,
  layers: z.array(z.object({ layer: z.string(), steps: z.array(distribution).min(1) })),
});

const machine = z.object({
  event: z.literal('machine'),
  ...{ iteration: whole, device: z.string(), bytes: whole, peakBytes: whole },
  instructions: z.string().optional(),
  seconds: z.number().min(0),
  waiting: z.number().min(0).max(1).nullable().default(null), // none in folders of older versions
});

/** A process began or went on with a run of a page, at a batch. */
const code = z.object({ event: z.literal('code'), iteration: whole, device: z.string(), hash: z.string() });

/** The test result, which is written last: a run that has one is finished. */
export const testEvent = z.object({
  event: z.literal('test'),
  ...{ images: z.number(), ...estimate },
  dynamic: z.object(estimate).exactOptional(),
});

const known = z.discriminatedUnion('event', [start, iterationEvent, epoch, end, membranes, machine, code, testEvent]);

const kinds: ReadonlySet<unknown> = new Set(known.options.map(({ shape }) => shape.event.value));

/** What a line of `metrics.jsonl` or `machine.jsonl` says. */
export type RunEvent = z.infer<typeof known>;
export type StartEvent = z.infer<typeof start>;
export type EpochEvent = z.infer<typeof epoch>;
export type EndEvent = z.infer<typeof end>;
export type MembranesEvent = z.infer<typeof membranes>;
export type MachineEvent = z.infer<typeof machine>;
export type CodeEvent = z.infer<typeof code>;
export type TestEvent = z.infer<typeof testEvent>;

/** A line of a run's file that is not an event. */
export class EventError extends FormatError {}

/** An event and its line, from 1. */
export interface Numbered {
  readonly line: number;
  readonly event: RunEvent;
}

/**
 * The events of a run's file, one at a time. Unknown kinds are skipped, and so is an incomplete last line, which a
 * crash may leave.
 *
 * @param kind the expected content, for errors: `metrics of a run`
 * @param end bytes that are read. @defaultValue all
 * @throws EventError for other lines, FormatError unless it is a regular file, FileError
 */
export async function* eventsOf(path: string, kind: string, end?: number): AsyncGenerator<Numbered> {
  let line = 0;
  let torn = 0;
  for await (const text of linesOf(path, kind, end)) {
    if (torn > 0) throw new EventError(path, 'one JSON event per line', `something else in line ${torn}`);
    line++;
    const value = parsed(text);
    if (value === undefined) torn = line;
    else if (kinds.has(value?.event)) yield { line, event: checked(value, path, line) };
  }
}

function checked(value: unknown, path: string, line: number): RunEvent {
  const { data, error } = known.safeParse(value);
  if (data) return data;
  const [issue] = error.issues;
  const kind = String((value as { readonly event?: unknown }).event);
  throw new EventError(path, `an event '${kind}'`, `line ${line}: ${issue!.path.join('.')} ${issue!.message}`);
}

/** The value of a line; `undefined` for one that is not JSON. */
export function parsed(line: string): { readonly event?: unknown } | null | undefined {
  try {
    return JSON.parse(line) as { readonly event?: unknown } | null;
  } catch {
    return undefined;
  }
}
