import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chunksOfRegular } from '@spikegrad/data';
import { z } from 'zod';
import { asFileError, type FileSystem, readText, replaceFile, sumOfPieces } from '@spikegrad/files';
import { evaluate } from '../evaluate/evaluate.js';
import { percent } from '@spikegrad/trainer';
import type { Reporter } from '@spikegrad/datasets';
import { runFiles } from '../folder/runFiles.js';
import { unlessStopped } from '../train/unlessStopped.js';
import type { Standings } from './queue.js';

/** The source of the thresholds in a test. */
const kinds = ['running', 'dynamic'] as const;

const one = z.object({ thresholds: z.enum(kinds), batchSize: z.number(), accuracy: z.number().min(0).max(1) });
const kept = z.object({ model: z.string(), tests: z.array(one) });

/** The accuracy of one network at one batch size of the test. */
export interface BatchTest extends z.infer<typeof one> {
  readonly row: string;
  readonly seed: number;
}

/**
 * Tests every finished network with OTS thresholds at every batch size, with thresholds of training and of the batch.
 * Each result is stored in `<out>/tests` with the digest of the weights, and is not repeated.
 *
 * @returns the results; some are missing if `signal` stopped the tests
 */
export async function testBatches(
  standings: readonly Standings[],
  sizes: readonly number[],
  out: string,
  reporter: Reporter,
  signal: AbortSignal,
  files: FileSystem,
): Promise<readonly BatchTest[]> {
  const tested = standings.filter(
    ({ job: { config }, standing }) => standing.state === 'finished' && config.neuron.threshold.name === 'ots',
  );
  if (sizes.length === 0 || tested.length === 0) return [];
  await mkdir(join(out, 'tests'), { recursive: true });
  const wanted = kinds.flatMap((thresholds) => sizes.map((batchSize) => ({ thresholds, batchSize })));
  const progress = reporter.progress('tests by batch size', tested.length * wanted.length);
  const all: BatchTest[] = [];
  try {
    for (const { job } of tested) {
      const file = join(out, 'tests', `${basename(job.folder)}.json`);
      const weights = runFiles(job.folder).model;
      const model = await sumOfPieces(chunksOfRegular(weights, 'weights')).catch(asFileError(weights, 'weights'));
      const tests = await keptIn(file, model);
      for (const each of wanted) {
        if (signal.aborted) return all;
        let found = tests.find((test) => test.thresholds === each.thresholds && test.batchSize === each.batchSize);
        if (!found) {
          const result = await evaluate(job.folder, each, silent, signal).catch(unlessStopped(signal));
          if (!result) return all;
          const { accuracy } = result;
          tests.push((found = { ...each, accuracy }));
          await replaceFile(file, `${JSON.stringify({ model, tests }, null, 2)}\n`, files);
        }
        all.push({ ...found, row: job.row.name, seed: job.seed });
        progress.update(all.length, `${each.thresholds} θ, batches of ${each.batchSize}: ${percent(found.accuracy)}`);
      }
    }
  } finally {
    progress.stop();
  }
  return all;
}

/** Accuracies in per cent over seeds, for every row, kind of thresholds and size of batch. */
export function groupedTests(tests: readonly BatchTest[]): readonly (Omit<BatchTest, 'seed' | 'accuracy'> & {
  readonly accuracies: readonly number[];
})[] {
  const groups = new Map<string, BatchTest[]>();
  for (const test of tests) {
    const key = `${test.row} ${test.thresholds} ${test.batchSize}`;
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups.values()].map((group) => {
    const { row, thresholds, batchSize } = group[0]!;
    return { row, thresholds, batchSize, accuracies: group.map(({ accuracy }) => 100 * accuracy) };
  });
}

/** Earlier tests of the same weights; those that cannot be read are repeated. */
async function keptIn(file: string, model: string): Promise<z.infer<typeof one>[]> {
  const text = await readText(file, 'tests').catch(() => '{}');
  try {
    const { data } = kept.safeParse(JSON.parse(text));
    return data?.model === model ? data.tests : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

const silent: Reporter = {
  say: () => undefined,
  warn: () => undefined,
  emit: () => undefined,
  progress: () => ({ update: () => undefined, stop: () => undefined }),
};
