import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { train } from '../../runs/src/train/train.js';
import { listener } from '../../datasets/test/listener.js';
import { dataFolder } from '../../datasets/test/records.js';
import { quickFiles } from '../../files/test/quickFiles.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';
import { runChild } from './childProcess.js';

let folder = '';
beforeAll(async () => void (folder = await dataFolder()));
afterAll(() => rm(folder, { recursive: true }));

/** A run that is stopped after its first batch. */
async function stopped(name: string, learningRate = 0.1): Promise<string> {
  const run = join(folder, name);
  const controller = new AbortController();
  const reporter = listener(({ event }) => (event === 'iteration' ? controller.abort() : undefined));
  const config = tinyConfig(folder, { iterations: 12, optimizer: { name: 'sgd', learningRate } });
  expect(await train(config, run, reporter, controller.signal, quickFiles)).toBeNull();
  return run;
}

/** What is said of the run; other warnings are of its layers. */
const warningsOf = (err: string): readonly string[] =>
  err.split('\n').filter((line) => line.startsWith('warning: the run'));

test('evaluate and export warn of the weights of a run that was stopped', async () => {
  const run = await stopped('stopped');
  const warning = 'warning: the run has trained 1 of 12 batches; its weights are those of its last stop';
  const evaluated = await runChild(['evaluate', run, '--device', 'cpu']);
  expect(evaluated).toMatchObject({ code: 0, out: expect.stringContaining('test accuracy') });
  expect(warningsOf(evaluated.err)).toEqual([warning]);
  const exported = await runChild(['export', run, '--out', join(folder, 'exported.safetensors')]);
  expect(exported.code).toBe(0);
  expect(warningsOf(exported.err)).toEqual([warning]);
});

test('evaluate warns that a run diverged after it was stopped, and tests the weights of the stop', async () => {
  const run = await stopped('diverges', 1e30);
  const before = await readFile(join(run, 'model.safetensors'));
  const resumed = await runChild(['train', '--resume', run]);
  expect(resumed).toMatchObject({ code: 1, err: expect.stringMatching(/expected (finite weights|a finite loss)/) });
  expect(before.equals(await readFile(join(run, 'model.safetensors')))).toBe(true);
  const { code, out, err } = await runChild(['evaluate', run, '--device', 'cpu']);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('test accuracy') });
  expect(warningsOf(err)).toEqual([
    expect.stringMatching(
      /^warning: the run diverged in batch \d+ of 12; its weights are older: they are those of its last stop$/,
    ),
  ]);
});

test('a run that was tested gets no warning', async () => {
  const run = join(folder, 'whole');
  await train(tinyConfig(folder, {}), run, listener(), undefined, quickFiles);
  const { code, err } = await runChild(['evaluate', run, '--device', 'cpu']);
  expect({ code, warnings: warningsOf(err) }).toEqual({ code: 0, warnings: [] });
});
