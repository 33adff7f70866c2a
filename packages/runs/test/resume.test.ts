import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cpu, use } from '@spikegrad/core';
import { loadStateDict, stateDict, type HostStateDict } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import { decodeCheckpoint, encodeCheckpoint } from '../src/checkpoint/checkpoint.js';
import { capture, restore } from '../src/checkpoint/learnerState.js';
import type { RunConfig } from '../../trainer/src/schema/sections.js';
import type { Learner } from '../../trainer/src/loop/iterations.js';
import { learn } from '../../trainer/src/training/learn.js';
import type { Progress } from '../../datasets/src/reporter.js';
import { batchesOf, positionOf } from '../../trainer/src/loop/passes.js';
import { resume } from '../src/train/resume.js';
import { stream } from '../src/train/stream.js';
import { prepare, train } from '../src/train/train.js';
import { filesOf } from './finished.js';
import { listener } from '../../datasets/test/listener.js';
import { quickFiles } from '../../files/test/quickFiles.js';
import { dataFolder } from '../../datasets/test/records.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';

const [reference, fast] = [cpu(), wasm({ threads: 1 })];

let folder = '';
beforeAll(async () => {
  folder = await dataFolder();
});
beforeEach(() => use(fast));
afterAll(async () => {
  await rm(folder, { recursive: true });
  await use(reference);
});

/** Everything that is carried from one sequence to the next beside weights. */
const carrying = {
  optimizer: { name: 'adam' },
  neuron: { dropout: 0.2 },
  norm: { name: 'osr', flush: 'lazy' },
  rule: { name: 'slttK', update: 'online' },
  data: { coding: 'poisson' },
} as const;

const variants = {
  'SGD with momentum, OSR and OTS': {},
  'Adam, neuron dropout, lazy statistics, random steps that move at once, Poisson input': carrying,
  'AdamW, dynamic traces, adaptive neurons, hard reset, a plain norm': {
    optimizer: { name: 'adamw', weightDecay: 0.01 },
    neuron: { name: 'adaptiveLif', reset: 'hard', dropout: 0.1, threshold: { name: 'fixed' } },
    norm: { name: 'vanilla' },
    rule: { name: 'ndot' },
    schedule: 'constant',
  },
} as const;

/** Five batches a pass, so that seven iterations end within the second. */
const configOf = (fields: object): RunConfig =>
  tinyConfig(folder, { iterations: 7, checkpoint: { every: 2 }, ...fields });

const weightsOf = ({ model }: Learner): Promise<HostStateDict> => stateDict(model);

/** Learns to `cut`, takes the learner down, learns to `end`; and from `cut` on again from all that was taken, and from its weights. */
async function expectToGoOn(fields: object, cut: number, end: number): Promise<void> {
  // So long that membranes, at which a run looks now and then, are looked at in the first iteration alone.
  const config = configOf({ ...fields, iterations: 1000 });
  const { learner: whole, training } = await prepare(config, listener());
  const another = async (): Promise<Learner> => (await prepare(config, listener())).learner;
  const learnFrom = async (learner: Learner, from: number, to: number): Promise<void> => {
    const batches = stream(training, config, positionOf(from, training, config));
    for await (const { iteration } of learn(learner, batches, config, batchesOf(training, config), from))
      if (iteration + 1 === to) return;
  };
  await learnFrom(whole, 0, cut);
  const taken = await capture(whole, training, config, { iteration: cut, metrics: 0 });
  expect(taken.data).toEqual({ images: 20, epoch: 0, batch: cut });
  await learnFrom(whole, cut, end);

  const resumed = await another();
  restore(resumed, decodeCheckpoint(encodeCheckpoint(taken), 'checkpoint'));
  await learnFrom(resumed, cut, end);
  expect(await weightsOf(resumed)).toEqual(await weightsOf(whole));
  expect(await resumed.optimizer.stateDict()).toEqual(await whole.optimizer.stateDict());

  const cold = await another();
  loadStateDict(cold.model, taken.model);
  await learnFrom(cold, cut, end);
  expect(await weightsOf(cold)).not.toEqual(await weightsOf(whole));
}

describe('a learner restored from a checkpoint goes on as the one it was taken of, bit for bit, and a cold one does not:', () => {
  test('on the reference backend', async () => {
    await use(reference);
    await expectToGoOn({ ...carrying, batchSize: 2 }, 1, 2); // the reference is slow
  });

  test.each(Object.entries(variants))('%s', (_name, fields) => expectToGoOn(fields, 4, 7));
});

test('a run that was stopped once and broken off once ends in the files of one that was not, byte for byte', async () => {
  const config = configOf(carrying);
  const [whole, broken] = [join(folder, 'a whole one'), join(folder, 'a broken one')];
  await train(config, whole, listener(), undefined, quickFiles);

  const controller = new AbortController();
  const stopping = listener(({ event, iteration }) => {
    if (event === 'iteration' && iteration === 2) controller.abort();
  });
  expect(await train(config, broken, stopping, controller.signal, quickFiles)).toBeNull();
  expect(stopping.said.at(-1)).toContain(`continue with: spikegrad train --resume '${broken}'`);

  const crash = listener(({ event, iteration }) => {
    if (event === 'iteration' && iteration === 4) throw new Error('a crash');
  });
  await expect(resume(broken, undefined, crash, undefined, quickFiles)).rejects.toThrow('a crash');
  expect(crash.said.join()).toContain('continuing after 3 of 7 batches');

  const again = listener();
  const result = await resume(broken, undefined, again, undefined, quickFiles);
  expect(again.said.join()).toContain('continuing after 4 of 7 batches');
  expect(result!.accuracy).toBeGreaterThanOrEqual(0);
  expect(await filesOf(broken)).toEqual(await filesOf(whole));
  expect(await readdir(join(broken, 'checkpoints'))).toEqual(await readdir(join(whole, 'checkpoints')));
  expect(await readdir(join(broken, 'checkpoints'))).toEqual(['step-000006.safetensors', 'step-000007.safetensors']);
});

test('a run that is stopped while it is tested has learned everything, and only the test is made when it goes on', async () => {
  const config = configOf({ iterations: 2 });
  const [whole, stopped] = [join(folder, 'tested'), join(folder, 'untested')];
  await train(config, whole, listener(), undefined, quickFiles);
  const controller = new AbortController();
  const speaker = listener();
  const stopping = { ...speaker, progress: (title: string) => stopAt(title, controller) };
  expect(await train(config, stopped, stopping, controller.signal, quickFiles)).toBeNull();
  expect(speaker.warned).toContain('stopped while testing; training is complete');
  const again = listener(({ event }) => expect(event).not.toBe('iteration'));
  await resume(stopped, undefined, again, undefined, quickFiles);
  expect(again.said.join()).toContain('continuing after 2 of 2 batches');
  expect(await filesOf(stopped)).toEqual(await filesOf(whole));
});

/** Progress that stops the run once testing has begun. */
function stopAt(title: string, controller: AbortController): Progress {
  return { update: () => (title === 'testing' ? controller.abort() : undefined), stop: () => undefined };
}
