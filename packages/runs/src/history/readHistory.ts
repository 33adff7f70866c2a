import { FormatError } from '@spikegrad/core';
import { openRegular } from '@spikegrad/data';
import { asFileError, linesFromEnd } from '@spikegrad/files';
import type { TestResult } from '@spikegrad/trainer';
import { eventsOf, iterationEvent, parsed, testEvent } from './events.js';
import { type BatchFigures, History } from './history.js';

const kind = 'the metrics of a run';

/**
 * The batches in the first `end` bytes of `metrics.jsonl`.
 *
 * @throws FormatError unless they are complete and in order; FileError
 */
export async function readHistory(metrics: string, end?: number): Promise<History> {
  const history = new History();
  for await (const { event } of eventsOf(metrics, kind, end)) {
    if (event.event === 'epoch') history.addEpoch(event);
    if (event.event !== 'iteration') continue;
    history.add(event);
    if (history.gap !== null)
      throw new FormatError(metrics, `iteration ${history.gap} in its place`, `iteration ${event.iteration}`);
  }
  return history;
}

/**
 * The test result of a run that has finished after `iterations` batches; `null` for any other run. Reads the end of
 * the file only.
 *
 * @throws FormatError, FileError
 */
export async function resultOf(metrics: string, iterations: number): Promise<TestResult | null> {
  const file = await openRegular(metrics, kind).catch(asFileError(metrics, kind));
  let result: TestResult | null = null;
  try {
    for await (const line of linesFromEnd(file, file.size, metrics)) {
      const value = parsed(new TextDecoder().decode(line));
      // After the last newline there is nothing, or an incomplete line from a crash.
      if (!value) continue;
      if (!result) {
        const { data } = testEvent.safeParse(value);
        if (!data) return null;
        const { event: _, ...figures } = data;
        result = figures;
      } else if ('iteration' in value) return value.iteration === iterations - 1 ? result : null;
    }
    return null;
  } finally {
    await file.close();
  }
}

/**
 * The last batch in `metrics.jsonl` of a run that was not tested after it; `null` if there is none or the file cannot
 * be read.
 */
export async function lastBatch(metrics: string): Promise<BatchFigures | null> {
  const file = await openRegular(metrics, kind).catch(() => null);
  if (!file) return null;
  try {
    for await (const line of linesFromEnd(file, file.size, metrics)) {
      const value = parsed(new TextDecoder().decode(line));
      if (value?.event === 'test') return null;
      if (value?.event === 'iteration') return iterationEvent.safeParse(value).data ?? null;
    }
    return null;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return null;
  } finally {
    await file.close();
  }
}
