import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cpu, use } from '@spikegrad/core';
import { loadStateDict, stateDict, type HostDict } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import { decodeCheckpoint, encodeCheckpoint } from '../src/checkpoint/checkpoint.js';
import { capture, restore } from '../src/checkpoint/learnerState.js';
import { parseConfig } from '../src/config/read.js';
import type { RunConfig } from '../src/config/schema.js';
import { learn, type Learner } from '../src/train/learn.js';
import type { Progress } from '../src/terminal/terminal.js';
import { resume } from '../src/train/resume.js';
import { prepare, train } from '../src/train/train.js';
import { dataFolder, filesOf, listener, small } from './tinyRun.js';

let folder = '';
beforeAll(async () => {
  folder = await dataFolder();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await use(cpu());
});

const variants = {
  'SGD with momentum, OSR and OTS': {},
  'Adam, neuron dropout, lazy statistics, an update at every step': {
    optimizer: { name: 'adam' },
    neuron: { dropout: 0.2 },
    norm: { name: 'osr', flush: 'lazy' },
    rule: { name: 'online', update: 'online' },
  },
  'AdamW, traces, hard reset, a plain norm': {
    optimizer: { name: 'adamw', weightDecay: 0.01 },
    neuron: { reset: 'hard', dropout: 0.1, threshold: { name: 'fixed' } },
    norm: { name: 'vanilla' },
    rule: { name: 'ottt' },
    schedule: 'constant',
  },
} as const;

/** Five batches a pass, so that seven iterations end within the second. */
const configOf = (fields: object): RunConfig =>
  parseConfig(
    {
      ...small,
      iterations: 7,
      checkpoint: { every: 2 },
      data: { train: [join(folder, 'train.bin')], test: [join(folder, 'test.bin')] },
      ...fields,
    },
    'tiny',
  );

async function learnFrom(learner: Learner, config: RunConfig, from: number, to: number): Promise<void> {
  const { training } = await prepare(config);
  for await (const { iteration } of learn(learner, training, config, from)) if (iteration + 1 === to) return;
}

const weightsOf = ({ model }: Learner): Promise<HostDict> => stateDict(model);

/** Learns to `cut`, takes the learner down, learns to `end`; and from `cut` on again from all that was taken, and from its weights. */
async function expectToGoOn(fields: object, cut: number, end: number): Promise<void> {
  const config = configOf(fields);
  const { learner: whole, training } = await prepare(config);
  await learnFrom(whole, config, 0, cut);
  const taken = await capture(whole, training, config, { iteration: cut, metrics: 0 });
  expect(taken.data).toEqual({ images: 20, epoch: 0, batch: cut });
  await learnFrom(whole, config, cut, end);

  const { learner: resumed } = await prepare(config);
  restore(resumed, decodeCheckpoint(encodeCheckpoint(taken), 'checkpoint'));
  await learnFrom(resumed, config, cut, end);
  expect(await weightsOf(resumed)).toEqual(await weightsOf(whole));
  expect(await resumed.optimizer.stateDict()).toEqual(await whole.optimizer.stateDict());

  const { learner: cold } = await prepare(config);
  loadStateDict(cold.model, taken.model);
  await learnFrom(cold, config, cut, end);
  expect(await weightsOf(cold)).not.toEqual(await weightsOf(whole));
}

const claim =
  'a learner restored from a checkpoint goes on as the one it was taken of, bit for bit, and a cold one does not';

test(`${claim}, on the reference backend`, async () => {
  await use(cpu());
  // Two images a batch: the reference is slow.
  await expectToGoOn(
    { ...variants['Adam, neuron dropout, lazy statistics, an update at every step'], batchSize: 2 },
    1,
    2,
  );
}, 60_000);

describe.each(Object.entries(variants))('%s:', (_name, fields) => {
  test(
    claim,
    async () => {
      await use(wasm());
      await expectToGoOn(fields, 4, 7);
    },
    60_000,
  );

  test('a run that was stopped once and broken off once ends in the files of one that was not, byte for byte', async () => {
    await use(wasm());
    const config = configOf(fields);
    const whole = join(folder, `whole ${_name}`);
    const broken = join(folder, `broken ${_name}`);
    await train(config, whole, listener());

    const controller = new AbortController();
    const stopping = listener(({ event, iteration }) => {
      if (event === 'iteration' && iteration === 2) controller.abort();
    });
    expect(await train(config, broken, stopping, controller.signal)).toBeNull();
    expect(stopping.said.at(-1)).toContain(`go on with: spikegrad train --resume '${broken}'`);

    const crash = listener(({ event, iteration }) => {
      if (event === 'iteration' && iteration === 4) throw new Error('a crash');
    });
    await expect(resume(broken, undefined, crash)).rejects.toThrow('a crash');
    expect(crash.said.join()).toContain('going on after 3 of 7 batches');

    const again = listener();
    const result = await resume(broken, undefined, again);
    expect(again.said.join()).toContain('going on after 4 of 7 batches');
    expect(result!.share).toBeGreaterThanOrEqual(0);
    expect(await filesOf(broken)).toEqual(await filesOf(whole));
    expect(await readdir(join(broken, 'checkpoints'))).toEqual(await readdir(join(whole, 'checkpoints')));
    expect(await readdir(join(broken, 'checkpoints'))).toEqual(['step-000006.safetensors', 'step-000007.safetensors']);
  }, 60_000);
});

test('a run that is stopped while it is tested has learned everything, and only the test is made when it goes on', async () => {
  await use(wasm());
  const config = configOf({ iterations: 2 });
  const [whole, stopped] = [join(folder, 'tested'), join(folder, 'untested')];
  await train(config, whole, listener());
  const controller = new AbortController();
  const speaker = listener();
  const stopping = { ...speaker, progress: (title: string) => stopAt(title, controller) };
  expect(await train(config, stopped, stopping, controller.signal)).toBeNull();
  expect(speaker.warned).toContain('stopped while testing; everything is learned');
  const again = listener(({ event }) => expect(event).not.toBe('iteration'));
  await resume(stopped, undefined, again);
  expect(again.said.join()).toContain('going on after 2 of 2 batches');
  expect(await filesOf(stopped)).toEqual(await filesOf(whole));
}, 60_000);

/** Progress that stops the run once testing has begun. */
function stopAt(title: string, controller: AbortController): Progress {
  return { update: () => (title === 'testing' ? controller.abort() : undefined), stop: () => undefined };
}
