import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWeights } from '../src/folder/openWeights.js';
import { RunError } from '../src/folder/readRunConfig.js';
import { exportReleased } from '../src/released/exportReleased.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';
import { madeUp } from './runs.js';

let root = '';
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'spikegrad-'))));
afterAll(() => rm(root, { recursive: true }));

const iteration = (fields: object = {}): object => ({ event: 'iteration', ...madeUp(0), ...fields });

/** The folder of a run that left no weights. */
async function withoutWeights(name: string, metrics: readonly (object | string)[] | null): Promise<string> {
  const run = join(root, name);
  await mkdir(run);
  await writeFile(join(run, 'config.json'), JSON.stringify(tinyConfig(root, {})));
  const lines = (metrics ?? []).map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  if (metrics) await writeFile(join(run, 'metrics.jsonl'), lines.map((line) => `${line}\n`).join(''));
  return run;
}

describe('a run without weights', () => {
  test.each([
    ['that was stopped', [iteration()]],
    ['that has no metrics', null],
    ['whose last line is no batch', [iteration({ loss: 'NaN' }), '{"event":"iteration"}']],
    ['that was tested', [iteration({ loss: 'NaN' }), { event: 'test' }]],
  ])('%s goes on with --resume', async (name, metrics) => {
    const run = await withoutWeights(name, metrics);
    const refusal = openWeights(run);
    await expect(refusal).rejects.toThrow(RunError);
    await expect(refusal).rejects.toThrow(
      `[${join(run, 'model.safetensors')}] expected the weights of a finished or stopped run but received no file; \`spikegrad train --resume '${run}'\` continues it`,
    );
  });

  test.each([
    ['loss', { loss: 'NaN' }],
    ['weights', { notFinite: ['classifier.bias'] }],
  ])('that diverged by its %s is to be trained again with a lower learning rate', async (name, fields) => {
    const run = await withoutWeights(name, [iteration(), iteration({ iteration: 1, ...fields }), { event: 'other' }]);
    await expect(openWeights(run)).rejects.toThrow(
      `but received no file; it diverged in batch 2; train it again with a lower learning rate: \`spikegrad train ${join(run, 'config.json')} --set optimizer.learningRate=…\``,
    );
  });

  test('is not exported either, for the same reason', async () => {
    const run = await withoutWeights('export', [iteration()]);
    await expect(exportReleased(run, join(root, 'x.safetensors'))).rejects.toThrow(
      /expected the weights of a finished or stopped run but received no file; `spikegrad train --resume/,
    );
  });
});
