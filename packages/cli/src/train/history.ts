import { FormatError } from '@spikegrad/core';
import { z } from 'zod';
import type { Iteration } from './learn.js';
import type { TestResult } from './tell.js';

/** A number as `metrics.jsonl` has it: one that JSON lacks is spelled out. */
export const figure = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

const normLine = z.object({ layer: z.string(), within: figure, between: figure, guard: z.array(figure) });

export const iterationLine = z.object({
  iteration: z.number().int().min(0),
  learningRate: figure,
  loss: figure,
  accuracy: figure,
  layers: z.array(z.object({ layer: z.string(), rate: z.array(figure).min(1), threshold: z.array(figure).min(1) })),
  norms: z.array(normLine).default([]), // none in runs of older versions
  notFinite: z.array(z.string()).exactOptional(),
});

export const testLine = z.object({ images: z.number(), share: z.number(), low: z.number(), high: z.number() });

/** What a run has written down. */
export interface History {
  readonly iterations: readonly Iteration[];
  /** The test result, which is written last of all: a run that has one is finished. */
  readonly result: TestResult | null;
}

/**
 * Reads lines of `metrics.jsonl` back. Events that are not known are passed over.
 *
 * @throws FormatError unless the iterations are there from the first on, one after the other
 */
export function readHistory(text: string, name: string): History {
  const events = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => eventOf(line, i, name));
  const iterations = events.flatMap(({ fields, line }) =>
    fields['event'] === 'iteration' ? [checked(iterationLine, fields, line, name)] : [],
  );
  const gap = iterations.findIndex(({ iteration }, i) => iteration !== i);
  if (gap >= 0) throw new FormatError(name, `iteration ${gap} in its place`, `iteration ${iterations[gap]!.iteration}`);
  const last = events.at(-1);
  const result = last?.fields['event'] === 'test' ? checked(testLine, last.fields, last.line, name) : null;
  return { iterations, result };
}

interface Event {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

function eventOf(text: string, index: number, name: string): Event {
  const line = index + 1;
  try {
    return { line, fields: z.record(z.string(), z.unknown()).parse(JSON.parse(text)) };
  } catch {
    throw new FormatError(name, `a JSON object in line ${line}`, JSON.stringify(text.slice(0, 40)));
  }
}

function checked<T>(schema: z.ZodType<T>, fields: Event['fields'], line: number, name: string): T {
  const result = schema.safeParse(fields);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new FormatError(name, `the figures of an event in line ${line}`, `${path.join('.')}: ${message}`);
}
