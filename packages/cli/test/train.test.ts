import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memory } from '@spikegrad/core';
import { decodeModel } from '@spikegrad/nn';
import { buildNetwork } from '../../trainer/src/build/network.js';
import { describeConfig } from '../../trainer/src/config/describe.js';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { readConfig } from '../../runs/src/config/read.js';
import { nodeFiles } from '../../files/src/nodeFiles.js';
import { resume } from '../../runs/src/train/resume.js';
import { train } from '../../runs/src/train/train.js';
import { spikegrad } from './commandLine.js';
import { readEvents } from '../../runs/test/eventReader.js';
import { listener } from '../../datasets/test/listener.js';
import { dataFolder } from '../../datasets/test/records.js';
import { small } from '../../trainer/test/tinyConfig.js';

let folder = '';
let configFile = '';

beforeAll(async () => {
  folder = await dataFolder();
  configFile = join(folder, 'tiny.json');
  await writeFile(configFile, JSON.stringify({ ...small, data: { train: ['train.bin'], test: ['test.bin'] } }));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...flags: readonly string[]) => spikegrad('train', ...flags);

describe('spikegrad train', () => {
  test('writes config, metrics, weights and a picture, and says how it went', async () => {
    const { code, out } = await run(configFile, '--out', join(folder, 'first'));
    expect(code).toBe(0);
    expect(out).toMatch(/test accuracy .* on 10 unseen images \(95 % interval .* chance 10\.0 %\)/);
    expect((await readdir(join(folder, 'first'))).sort()).toEqual([
      'checkpoints',
      'config.json',
      'curves.svg',
      'machine.jsonl',
      'metrics.jsonl',
      'model.safetensors',
      'report.html',
    ]);
    const metrics = (await readFile(join(folder, 'first', 'metrics.jsonl'), 'utf8')).trim().split('\n');
    const events = metrics.map(
      (line) => JSON.parse(line) as { event: string; layers?: { rate: number[]; steps: object[] }[] },
    );
    const looked = Array.from({ length: 3 }, () => ['iteration', 'membranes']).flat();
    expect(events.map(({ event }) => event)).toEqual(['start', ...looked, 'test']);
    expect(events[1]!.layers).toHaveLength(8);
    expect(events[1]!.layers![0]!.rate).toHaveLength(2);
    expect(events[2]!.layers).toHaveLength(8);
    expect(events[2]!.layers![0]!.steps).toHaveLength(2);
    expect(await readFile(join(folder, 'first', 'curves.svg'), 'utf8')).toMatch(
      /^<svg xmlns.*features\.10\.neuron.*<\/svg>\n$/s,
    );
  });

  test('ends as usual, with a warning, where somebody wrote into machine.jsonl', async () => {
    const out = join(folder, 'garbage');
    const speaker = listener(({ event, iteration }) => {
      if (event === 'iteration' && iteration === 0) appendFileSync(join(out, 'machine.jsonl'), 'garbage\n');
    });
    expect(await train(await readConfig(configFile, {}), out, speaker)).not.toBeNull();
    expect(speaker.warned).toContainEqual(expect.stringMatching(/^machine\.jsonl is damaged: .* in line 2; the rest/));
    expect(await readdir(out)).toContain('report.html');
  });

  test('with the same seed gives the same numbers, bit for bit; with another, others', async () => {
    await run(configFile, '--out', join(folder, 'a'));
    await run(configFile, '--out', join(folder, 'b'));
    await run(configFile, '--out', join(folder, 'c'), '--seed', '2');
    const bytes = (name: string, file: string) => readFile(join(folder, name, file));
    for (const file of ['model.safetensors', 'metrics.jsonl', 'curves.svg']) {
      expect((await bytes('a', file)).equals(await bytes('b', file))).toBe(true);
      expect((await bytes('a', file)).equals(await bytes('c', file))).toBe(false);
    }
  });

  test('with any number of workers for its batches gives the same weights, metrics and picture, bit for bit', async () => {
    const runs = [0, 1, 2].map((count) => join(folder, `workers-${count}`));
    for (const [count, out] of runs.entries())
      expect((await run(configFile, '--out', out, '--iterations', '7', '--set', `data.workers=${count}`)).code).toBe(0);
    for (const file of ['model.safetensors', 'metrics.jsonl', 'curves.svg']) {
      const [none, ...others] = await Promise.all(runs.map((out) => readFile(join(out, file))));
      for (const other of others) expect(other.equals(none!)).toBe(true);
    }
  });

  test('writes weights that load into the network of its own config', async () => {
    await run(configFile, '--out', join(folder, 'weights'));
    const config = parseConfig(
      JSON.parse(await readFile(join(folder, 'weights', 'config.json'), 'utf8')),
      'config.json',
    );
    const model = buildNetwork({ ...config, seed: 99 }, { classes: 10, channels: 3 });
    const before = model.parameters()[0]!.dataSync();
    decodeModel(model, await readFile(join(folder, 'weights', 'model.safetensors')));
    expect(model.parameters()[0]!.dataSync()).not.toEqual(before);
  });

  test('writes event files under --tensorboard that agree with the metrics, and goes on with them', async () => {
    const place = join(folder, 'events');
    const config = await readConfig(configFile, {});
    const controller = new AbortController();
    const stopper = listener(({ event }) => (event === 'iteration' ? controller.abort() : undefined));
    await train(config, place, stopper, controller.signal, nodeFiles, { tensorboard: true });
    await resume(place, undefined, listener());

    const files = (await readdir(place)).filter((name) => name.startsWith('events.out.tfevents.')).sort();
    const [first, further] = await Promise.all(
      files.map(async (name) => readEvents(await readFile(join(place, name)))),
    );
    expect(first!.map(({ step, version }) => [step, version])).toEqual([
      [0, 'brain.Event:2'],
      [1, null],
    ]);
    expect(further!.map(({ step, sessionStatus }) => [step, sessionStatus])).toEqual([
      [1, null],
      [2, 1],
      [2, null],
      [3, null],
      [3, null],
    ]);
    const lines = (await readFile(join(place, 'metrics.jsonl'), 'utf8')).trim().split('\n');
    const metrics = lines.map((line) => JSON.parse(line) as { event: string; loss: number; accuracy: number });
    const losses = metrics.filter(({ event }) => event === 'iteration').map(({ loss }) => Math.fround(loss));
    const learned = [first![1]!, ...further!.slice(2, -1)];
    expect(learned.map(({ scalars }) => scalars['train/loss'])).toEqual(losses);
    expect(learned.map(({ histograms }) => Object.keys(histograms).length)).toEqual([16, 16, 16]);
    expect(further!.at(-1)!.scalars['test/accuracy']).toBe(Math.fround(metrics.at(-1)!.accuracy));
  });

  test('never writes into a folder that exists', async () => {
    const first = await run(configFile, '--out', join(folder, 'taken'), '--iterations', '1');
    const second = await run(configFile, '--out', join(folder, 'taken'), '--iterations', '1');
    expect(first.code + second.code).toBe(0);
    expect(first.out).toContain('\n1 batch of 4 from 20 training images\n');
    expect(second.out).toContain('taken-2');
  });

  test('speaks one JSON event per line under --json', async () => {
    const flags = ['--iterations', '1', '--device', 'wasm', '--threads', '1', '--json'];
    const { out } = await run(configFile, '--out', join(folder, 'json'), ...flags);
    const events = out.split('\n').map((line) => JSON.parse(line) as { event: string });
    expect(events.map(({ event }) => event)).toEqual(['device', 'start', 'iteration', 'checkpoint', 'end']);
    expect(events[0]).toEqual({ event: 'device', device: 'wasm', detail: '1 thread', refused: {} });
  });

  test.each(['online', 'ottt', 'bptt'])(
    'learns by %s, with every norm',
    async (rule) => {
      for (const norm of ['osr', 'vanilla', 'linear']) {
        const file = join(folder, `${rule}-${norm}.json`);
        const data = { train: ['train.bin'], test: ['test.bin'] };
        await writeFile(
          file,
          JSON.stringify({ ...small, iterations: 1, data, rule: { name: rule }, norm: { name: norm } }),
        );
        expect((await run(file, '--out', join(folder, `${rule}-${norm}`))).code).toBe(0);
      }
    },
    120_000,
  );

  test('explains a wrong file and ends with 1', async () => {
    const file = join(folder, 'wrong.json');
    await writeFile(join(folder, 'short.bin'), new Uint8Array(3072));
    await writeFile(file, JSON.stringify({ ...small, data: { train: ['short.bin'], test: ['test.bin'] } }));
    const { code, err } = await run(file, '--out', join(folder, 'wrong'));
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error: .*short\.bin.*3073.*; download it again, or give other data; `spikegrad data list` lists/,
    );
  });

  test('whose loss is no number any more ends with 1 and says when, and keeps its metrics', async () => {
    const file = join(folder, 'diverges.json');
    const data = { train: ['train.bin'], test: ['test.bin'] };
    const optimizer = { name: 'sgd', learningRate: 1e30 };
    await writeFile(file, JSON.stringify({ ...small, iterations: 20, data, optimizer, checkpoint: { every: 1 } }));
    const { code, err } = await run(file, '--out', join(folder, 'diverged'));
    expect(code).toBe(1);
    const why =
      /\[iteration \d+\] expected (a finite loss|finite weights) .*lower learning rate.* received (NaN|Infinity).*/;
    expect(err).toMatch(why);
    expect(await readFile(join(folder, 'diverged', 'metrics.jsonl'), 'utf8')).toMatch(
      /"loss":"(NaN|Infinity)"|"notFinite":\["\w/,
    );
    expect(await readFile(join(folder, 'diverged', 'report.html'), 'utf8')).toMatch(
      /diverged: (the loss of batch \d+ is|NaN or Infinity in [\w.]+ after batch \d+)/,
    );
    // Every checkpoint is from before: a run that is continued comes to the same end.
    const again = await run('--resume', join(folder, 'diverged'));
    expect(again.err).toContain(why.exec(err)![0]);
  });

  test('that is stopped writes what it has learned and says that it is untested', async () => {
    const config = await readConfig(configFile, { iterations: 1000 });
    const controller = new AbortController();
    const speaker = listener(({ iteration }) => (iteration === 1 ? controller.abort() : undefined));
    expect(await train(config, join(folder, 'stopped'), speaker, controller.signal)).toBeNull();
    expect(speaker.warned.join()).toMatch(/stopped after 2 of 1000 batches; not tested/);
    expect(await readdir(join(folder, 'stopped'))).toContain('model.safetensors');
    expect(await readFile(join(folder, 'stopped', 'report.html'), 'utf8')).toContain('stopped after 2 of 1000 batches');
  });

  test('refuses a batch larger than its images, and a folder that lies within a file', async () => {
    const file = join(folder, 'large.json');
    const data = { train: ['train.bin'], test: ['test.bin'] };
    await writeFile(file, JSON.stringify({ ...small, batchSize: 21, data }));
    expect((await run(file, '--out', join(folder, 'large'))).err).toMatch(
      /\[batchSize\] expected at most the 20 training/,
    );
    const through = await run(configFile, '--out', join(folder, 'train.bin', 'run'));
    const told = /expected a folder to write a run into but received something else in its place \(EEXIST\)/;
    expect([through.code, through.err]).toEqual([1, expect.stringMatching(told)]);
  });

  test.each(['data.train=["foo.bin"]', 'data.test=["foo.bin"]'])(
    'says of %s that is not there which command gets one, before a device is taken',
    async (assignment) => {
      const { code, out, err } = await run(configFile, '--set', assignment);
      const [field] = assignment.split('=');
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(
        `foo.bin] expected a file of ${field}, binary records of CIFAR-10, but received no file; give an existing path, or run`,
      );
      expect(err).toContain('`spikegrad data get cifar10`');
    },
  );

  test('says of missing files of Fashion-MNIST which command tells where its set is', async () => {
    const fashion = fileURLToPath(new URL('../configs/fashion-mnist.json', import.meta.url));
    const { code, err } = await run(fashion, '--set', 'data.train=["foo.gz", "bar.gz"]');
    expect(code).toBe(1);
    expect(err).toContain('or run `spikegrad data info fashionMnist` and set data to { "set": "fashionMnist" }');
  });

  test('lists every field of a config in its help', () => {
    const text = describeConfig();
    for (const field of [
      'iterations',
      'data.train',
      'norm.guardRatio',
      'neuron.threshold.evaluation',
      'optimizer.momentum',
    ]) {
      expect(text).toMatch(new RegExp(`^  ${field.replaceAll('.', '\\.')} `, 'm'));
    }
    expect(text).toMatch(/neuron\.surrogate +"sigmoid" +sigmoid \| atan/);
  });

  test('leaves no tensor of a finished run behind but those of the model', async () => {
    const before = memory().tensors;
    await run(configFile, '--out', join(folder, 'memory'), '--iterations', '5');
    const model = buildNetwork(parseConfig({ ...small, data: { train: ['x'], test: ['x'] } }, 'x'), {
      classes: 10,
      channels: 3,
    });
    const held = model.parameters().length + model.namedBuffers().length;
    // The run's own model, gradients and velocities go when the collector comes; nothing may grow with iterations.
    expect(memory().tensors - before).toBeLessThanOrEqual(2 * held + 2 * model.parameters().length);
  });
});
