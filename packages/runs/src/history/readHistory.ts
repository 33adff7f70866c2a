import { FormatError } from '@spikegrad/core';
import { openRegular } from '@spikegrad/data';
import { asFileError, linesFromEnd } from '@spikegrad/files';
import type { TestResult } from '@spikegrad/trainer';
import { eventsOf, iterationEvent, parsed, testEvent } from './events.js';
import { type BatchFigures, History } from './history.js';

const kind = 'the metrics of a run';

/**
 * The batches that `metrics.jsonl` has in its first `end` bytes.
 *
 * @throws FormatError unless they are there from the first on, one after the other; FileError
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
 * The test result of a run that has learned so many batches and is finished; `null` for one that is not. Reads the end of the file only.
 *
 * @throws FormatError, FileError
 */
export async function resultOf(metrics: string, iterations: number): Promise<TestResult | null> {
  const file = await openRegular(metrics, kind).catch(asFileError(metrics, kind));
  let result: TestResult | null = null;
  try {
    for await (const line of linesFromEnd(file, file.size, metrics)) {
      const value = parsed(new TextDecoder().decode(line));
      // Nothing, or what a crash has left, follows the last newline.
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

/** The last batch that `metrics.jsonl` has, in a run that was not tested after it; `null` where there is none or it cannot be read. */
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
