import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu, use } from '@spikegrad/core';
import { summary } from '@spikegrad/nn';
import type { BenchResult } from '../../runs/src/bench/bench.js';
import { buildExercise } from '../../runs/src/bench/exercise.js';
import { drawn } from '../../runs/src/bench/supply.js';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { spikegrad } from './commandLine.js';
import { dataFolder } from '../../datasets/test/records.js';

type Event = { readonly event: string } & Readonly<Record<string, unknown>>;

const tiny = {
  data: { train: ['absent.bin'], test: ['absent.bin'] },
  batchSize: 3,
  steps: 2,
  model: { width: 1 / 32 },
};
let folder = '';
let configFile = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  configFile = join(folder, 'tiny.json');
  await writeFile(configFile, JSON.stringify(tiny));
});
afterAll(() => rm(folder, { recursive: true }));
afterAll(() => use(cpu()));

const run = (...flags: readonly string[]) => spikegrad('bench', ...flags);

const eventsOf = (out: string): readonly Event[] => out.split('\n').map((line) => JSON.parse(line) as Event);

describe('spikegrad bench', () => {
  test('speaks one JSON event per line, whose figures follow from one another', async () => {
    const { code, out } = await run(configFile, '--repeat', '3', '--warm-up', '1', '--json');
    expect(code).toBe(0);
    const events = eventsOf(out);
    expect(events.map(({ event }) => event)).toEqual(['device', 'start', 'step', 'step', 'step', 'end']);
    const measured = events.filter(({ event }) => event === 'step').map(({ seconds }) => seconds as number);
    const result = events.at(-1) as Event & BenchResult;
    const { median, minimum, maximum, count } = result.seconds;
    expect(count).toBe(3);
    expect([minimum, median, maximum]).toEqual([...measured].sort((a, b) => a - b));
    expect(result.imagesPerSecond).toBeCloseTo(tiny.batchSize / median, 6);
    const { macs } = events[1] as Event & { macs: number };
    expect(result.gigaflops).toBeCloseTo((2 * 3 * macs * tiny.steps) / median / 1e9, 6);
    expect(result.peakBytes).toBeGreaterThan(0);
    expect(result.residentBytes).toBeGreaterThan(result.peakBytes);
    expect(result.layers).toHaveLength(8);
    for (const { rate } of result.layers) {
      expect(rate).toHaveLength(tiny.steps);
      for (const value of rate) expect(value >= 0 && value <= 1).toBe(true);
    }
  });

  test('tells people the median, the spread, the speed, the memory and the firing of every layer', async () => {
    const { out } = await run(configFile, '--repeat', '1', '--warm-up', '1', '--device', 'cpu');
    expect(out).toMatch(/computing on cpu/);
    expect(out).toMatch(/one training step: median .*, quartiles .*, n = 1/);
    expect(out).toMatch(/images\/s, .* GFLOP\/s dense-equivalent/);
    expect(out).toMatch(/tensors \d+ MiB, process \d+ MiB/);
    expect(out).toMatch(/features\.10\.neuron +rate %/);
  });

  test('without data draws images and waits for none; with it says what share of the steps was spent waiting', async () => {
    const absent = await run(configFile, '--repeat', '1', '--warm-up', '1', '--device', 'cpu');
    expect(absent.out).toMatch(/its data is not there: using random images/);
    expect(absent.out).not.toMatch(/waiting for data/);
    const data = await dataFolder();
    const files = { train: [join(data, 'train.bin')], test: [join(data, 'test.bin')] };
    const config = join(data, 'run.json');
    await writeFile(config, JSON.stringify({ ...tiny, data: files }));
    const { out } = await run(config, '--repeat', '2', '--warm-up', '1', '--device', 'cpu', '--json');
    const { waiting } = eventsOf(out).at(-1) as Event & BenchResult;
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThan(1);
    const drawnOut = await run(config, '--drawn', '--repeat', '1', '--warm-up', '1', '--device', 'cpu', '--json');
    expect((eventsOf(drawnOut.out).at(-1) as Event & BenchResult).waiting).toBeNull();
    await rm(data, { recursive: true });
  });

  test('takes batch size and steps from the command line before the config', async () => {
    const { out } = await run(
      configFile,
      '--batch-size',
      '2',
      '--steps',
      '1',
      '--repeat',
      '1',
      '--warm-up',
      '1',
      '--json',
    );
    const [, start] = eventsOf(out);
    expect(start).toMatchObject({ config: { batchSize: 2, steps: 1 } });
  });

  test('refuses a config that is not there in words', async () => {
    const { code, err } = await run(join(folder, 'missing.json'));
    expect(code).toBe(1);
    expect(err).toMatch(/missing\.json/);
  });

  test('stops at Ctrl-C after the step it is in, with exit code 130', async () => {
    const before = process.listenerCount('SIGINT');
    const running = run(configFile, '--repeat', '1000', '--warm-up', '1000');
    while (process.listenerCount('SIGINT') === before) await new Promise((soon) => setTimeout(soon, 5));
    process.emit('SIGINT');
    expect((await running).code).toBe(130);
  });
});

test('the network of a bench learns: its batch is learned by heart', async () => {
  const config = { ...parseConfig(tiny, 'tiny'), norm: { ...parseConfig(tiny, 'tiny').norm, guardRatio: 2 } };
  const checked = config as typeof config & ReturnType<typeof parseConfig>;
  const exercise = buildExercise(checked, drawn(checked));
  expect(exercise.shape).toEqual([3, 3, 32, 32]);
  expect(summary(exercise.model, exercise.shape).macs).toBeGreaterThan(0);
  const { loss: first } = await exercise.learn();
  for (let i = 0; i < 20; i++) await exercise.learn();
  expect((await exercise.learn()).loss).toBeLessThan(0.8 * first);
});
