import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu, Random, use } from '@spikegrad/core';
import { batches } from '@spikegrad/data';
import { LockError } from '@spikegrad/files';
import { Adam, SGD, stateDict } from '@spikegrad/nn';
import { slttK } from '@spikegrad/online';
import { wasm } from '@spikegrad/wasm';
import { fit } from '../../trainer/src/fit/fit.js';
import type { FitOptions } from '../../trainer/src/fit/options.js';
import { DivergedError } from '../../trainer/src/loop/diverged.js';
import { halves, tinyModel } from '../../trainer/test/tinyFit.js';
import { quickFiles as files } from '../../files/test/quickFiles.js';
import { decodeWeights } from '../src/checkpoint/weights.js';
import { recordRun } from '../src/fit/recordRun.js';
import { readRun } from '../src/report/readRun.js';
import { outcomeOf } from '../src/report/summary.js';
import { ResumeError } from '../src/train/resume.js';
import { EventLog } from '../src/tensorboard/eventLog.js';

let parent = '';
beforeAll(async () => {
  await use(wasm({ threads: 1 }));
  parent = await mkdtemp(join(tmpdir(), 'record-'));
});
afterAll(async () => {
  await rm(parent, { recursive: true });
  await use(cpu());
});

const [train, validation] = [halves(40, 1), halves(30, 2)];
const small = {
  ...{ train, validation, epochs: 4, batchSize: 8, steps: 3, seed: 5, coding: 'poisson' },
  rule: (iteration) => slttK({ k: 2, random: new Random(1).split(iteration) }),
} satisfies FitOptions;

/** Dropout, lazy statistics, random steps, Poisson input and moments: all that is carried from one sequence to the next. */
async function trained(options: Partial<FitOptions>) {
  const model = tinyModel();
  const optimizer = new Adam(model.parameters(), { learningRate: 0.02 });
  const history = await fit(model, { ...small, optimizer, ...options });
  return { history, weights: await stateDict(model), moments: await optimizer.stateDict() };
}

/** The files of a folder that depend on the training alone. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const checkpoints = (await readdir(join(folder, 'checkpoints'))).map((name) => join('checkpoints', name));
  const names = ['fit.json', 'metrics.jsonl', 'best.safetensors', 'model.safetensors', 'curves.svg', ...checkpoints];
  const texts = names.map(async (name) => [name, (await readFile(join(folder, name))).toString('base64')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

test('a training that was stopped once and broken off once ends with the same bits as one that was not', async () => {
  const [whole, broken] = [join(parent, 'whole'), join(parent, 'broken')];
  const expected = await trained({ recorder: recordRun(whole, { files, every: 3 }) });

  const controller = new AbortController();
  const stop = ({ iteration }: { iteration: number }): void => (iteration === 6 ? controller.abort() : undefined);
  const first = { onIteration: stop, signal: controller.signal, recorder: recordRun(broken, { files, every: 3 }) };
  const stopped = await trained(first);
  expect([stopped.history.endedBy, stopped.history.epochs.length]).toEqual(['aborted', 1]);
  expect(outcomeOf(await readRun(broken))).toBe('stopped');

  const again = () => recordRun(broken, { files, every: 3, resume: true });
  const crash = ({ iteration }: { iteration: number }): void => {
    if (iteration === 13) throw new Error('a crash');
  };
  await expect(trained({ onIteration: crash, recorder: again() })).rejects.toThrow('a crash');

  const seen: number[] = [];
  const resumed = await trained({ recorder: again(), onIteration: ({ iteration }) => void seen.push(iteration) });
  expect(seen[0]).toBe(12); // the last checkpoint is that after iteration 11
  expect(resumed).toEqual(expected);
  expect(await filesOf(broken)).toEqual(await filesOf(whole));
});

test('a training that has ended is not trained again, and goes on with more epochs', async () => {
  const [short, long] = [join(parent, 'short'), join(parent, 'long')];
  const expected = await trained({ recorder: recordRun(long, { files }) });
  await trained({ epochs: 2, recorder: recordRun(short, { files }) });
  const onIteration = (): void => expect('an iteration').toBe('none');
  const { history } = await trained({ epochs: 2, onIteration, recorder: recordRun(short, { files, resume: true }) });
  expect(history.epochs).toEqual(expected.history.epochs.slice(0, 2));
  expect(await trained({ recorder: recordRun(short, { files, resume: true }) })).toEqual(expected);
  expect((await filesOf(short))['metrics.jsonl']).toEqual((await filesOf(long))['metrics.jsonl']);
});

test('best.safetensors has the weights of the best epoch, to which early stopping returns, also after a resume', async () => {
  const folder = join(parent, 'best');
  const earlyStopping = { patience: 2 };
  const { history, weights } = await trained({ epochs: 40, earlyStopping, recorder: recordRun(folder, { files }) });
  expect(history.endedBy).toBe('earlyStopping');
  expect(history.epochs).toHaveLength(history.best!.epoch + 3);
  const saved = async (name: string) => decodeWeights(await readFile(join(folder, name)), name).entries;
  expect(weights).toMatchObject(await saved('best.safetensors'));
  expect(weights).toMatchObject(await saved('model.safetensors'));
  const resume = recordRun(folder, { files, resume: true });
  expect((await trained({ epochs: 40, earlyStopping, recorder: resume })).weights).toEqual(weights);
});

describe('the folder', () => {
  test('has a report with the validation, and event files where they are asked for', async () => {
    const recorder = recordRun(join(parent, 'shown'), { files, tensorboard: true, title: 'Two halves' });
    const { history } = await trained({ recorder });
    const page = await readFile(join(recorder.folder, 'report.html'), 'utf8');
    expect(page).toContain('<h1>Two halves</h1>');
    expect(page).toContain(`validation accuracy of epoch ${history.best!.epoch + 1}, the best, on 30 samples`);
    expect(page).toContain('dots: validation');
    expect(await EventLog.isIn(recorder.folder)).toBe(true);
    const run = await readRun(recorder.folder);
    expect([outcomeOf(run), run.history.count, run.epochs.length]).toEqual(['trained', 20, 4]);
    expect(run.epochs.map(({ validation: result }) => result)).toEqual(history.epochs.map((each) => each.validation));
  });

  test('is another one where the name is taken and nothing is to be resumed', async () => {
    const [first, second] = [recordRun(join(parent, 'twice'), { files }), recordRun(join(parent, 'twice'), { files })];
    await trained({ epochs: 1, recorder: first });
    await trained({ epochs: 1, recorder: second });
    expect([first.folder, second.folder]).toEqual([join(parent, 'twice'), join(parent, 'twice-2')]);
  });

  test('says that training diverged', async () => {
    const model = tinyModel();
    const folder = join(parent, 'diverged');
    const optimizer = new SGD(model.parameters(), { learningRate: 1e38 });
    const attempt = fit(model, { ...small, optimizer, recorder: recordRun(folder, { files }) });
    await expect(attempt).rejects.toThrow(DivergedError);
    expect(outcomeOf(await readRun(folder))).toBe('diverged');
    expect(await readdir(folder)).toContain('report.html');
  });

  test('of batches of any size has neither samples nor classes', async () => {
    const folder = join(parent, 'batches');
    const given = (epoch: number) => batches(train, { size: 8, epoch, normalise: null });
    await trained({ train: given, recorder: recordRun(folder, { files }) });
    const run = await readRun(folder);
    expect([run.start, run.plan.batchSize, outcomeOf(run)]).toEqual([null, null, 'trained']);
  });
});

describe('a resume fails, and leaves the folder as it was,', () => {
  let folder = '';
  beforeAll(async () => {
    folder = join(parent, 'refused');
    await trained({ epochs: 1, recorder: recordRun(folder, { files }) });
  });
  const resume = () => recordRun(folder, { files, resume: true });

  test('with other settings, which are named', async () => {
    const before = await filesOf(folder);
    const attempt = trained({ batchSize: 4, seed: 6, recorder: resume() });
    await expect(attempt).rejects.toThrow(ResumeError);
    await expect(attempt).rejects.toThrow('another batchSize, seed');
    expect(await filesOf(folder)).toEqual(before);
  });

  test.each([
    ['training', { train: halves(40, 3) }, 'another train;'],
    ['validation', { validation: halves(30, 3) }, 'another validation;'],
    [
      'validation, which is now a function',
      { validation: () => batches(validation, { size: 8 }) },
      'another validation;',
    ],
  ])('with other samples for %s, though there are as many', async (_, other, message) => {
    const before = await filesOf(folder);
    const attempt = trained({ ...other, recorder: resume() });
    await expect(attempt).rejects.toThrow(ResumeError);
    await expect(attempt).rejects.toThrow(message);
    expect(await filesOf(folder)).toEqual(before);
  });

  test('while another training writes into it', async () => {
    const onEpoch = async () => {
      await expect(trained({ recorder: resume() })).rejects.toThrow(LockError);
    };
    await trained({ epochs: 2, onEpoch, recorder: resume() });
  });

  test('with settings that are damaged', async () => {
    await writeFile(join(folder, 'fit.json'), '{"title": 3}');
    await expect(trained({ recorder: resume() })).rejects.toThrow(/fit\.json.*the settings of a training/);
  });
});
