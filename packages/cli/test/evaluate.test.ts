import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cp, mkdir, mkdtemp, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@spikegrad/core';
import { decodeModel, stateDict } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';
import { buildNetwork } from '../../trainer/src/build/network.js';
import { encodeWeights } from '../../runs/src/checkpoint/weights.js';
import { readConfig } from '../../runs/src/config/read.js';
import { foldedNorm } from '../../trainer/src/build/norm.js';
import { foldNetwork } from '../../runs/src/evaluate/foldNetwork.js';
import { spikegrad } from './commandLine.js';

const small = {
  batchSize: 8,
  iterations: 25,
  steps: 3,
  model: { width: 1 / 16 },
  norm: { name: 'osr', guardRatio: 2 },
};
const images = 46;
let folder = '';
let run = '';
let testedByTraining: unknown;

interface Event {
  readonly event: string;
  readonly predicted: readonly number[];
  readonly share?: number;
}

/** Records of the official form: `brightness` of each image, with noise, and the class that it stands for. */
function records(count: number, seed: number, brightness: (i: number) => number): Uint8Array {
  const random = new Random(seed);
  const bytes = new Uint8Array(count * 3073);
  for (let i = 0; i < count; i++) {
    bytes[i * 3073] = Math.floor(brightness(i) / 25);
    for (let j = 1; j < 3073; j++) bytes[i * 3073 + j] = brightness(i) + random.integer(25);
  }
  return bytes;
}

async function evaluated(...flags: string[]): Promise<{ predicted: readonly number[]; test: Event }> {
  const { code, out, err } = await spikegrad('evaluate', run, '--json', ...flags);
  expect(err).toBe('');
  expect(code).toBe(0);
  const events = out.split('\n').map((line) => JSON.parse(line) as Event);
  return {
    predicted: events.filter(({ event }) => event === 'batch').flatMap(({ predicted }) => predicted),
    test: events.find(({ event }) => event === 'test')!,
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  await writeFile(
    join(folder, 'train.bin'),
    records(80, 1, (i) => 25 * (i % 10)),
  );
  await writeFile(
    join(folder, 'test.bin'),
    records(images, 2, (i) => 5 * i),
  );
  const data = { train: ['train.bin'], test: ['test.bin'], augment: false };
  await writeFile(join(folder, 'tiny.json'), JSON.stringify({ ...small, data }));
  run = join(folder, 'run');
  expect((await spikegrad('train', join(folder, 'tiny.json'), '--out', run)).code).toBe(0);
  const metrics = (await readFile(join(run, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  testedByTraining = JSON.parse(metrics.at(-1)!);
});
afterAll(() => rm(folder, { recursive: true }));

/** The run under another name, with other sections in its config. */
async function withConfig(name: string, change: (config: { readonly neuron: object }) => object): Promise<string> {
  const other = join(folder, name);
  await cp(run, other, { recursive: true });
  const config = JSON.parse(await readFile(join(run, 'config.json'), 'utf8')) as { neuron: object };
  await writeFile(join(other, 'config.json'), JSON.stringify({ ...config, ...change(config) }));
  return other;
}

describe('spikegrad evaluate', () => {
  test('finds what the run found at its end, and says it in the same words', async () => {
    const { predicted, test } = await evaluated();
    expect(test).toEqual(testedByTraining);
    expect(predicted).toHaveLength(images);
    expect(new Set(predicted).size).toBeGreaterThan(2); // a network that says one thing of all images would prove nothing below
    const { out } = await spikegrad('evaluate', run);
    expect(out).toMatch(/test accuracy .* on 46 unseen images \(95 % interval .* chance 10\.0 %\)/);
  });

  test.each(['running', 'causal'])(
    'with %s thresholds tells each image the same in a batch of 1 as in one of 32',
    async (kind) => {
      const { predicted } = await evaluated('--batch-size', '32', '--thresholds', kind);
      expect((await evaluated('--batch-size', '1', '--thresholds', kind)).predicted).toEqual(predicted);
    },
  );

  test('with dynamic thresholds lets the batch have a say', async () => {
    const { predicted } = await evaluated('--batch-size', '32', '--thresholds', 'dynamic');
    expect((await evaluated('--batch-size', '1', '--thresholds', 'dynamic')).predicted).not.toEqual(predicted);
    expect((await evaluated('--batch-size', '32', '--thresholds', 'causal')).predicted).not.toEqual(predicted);
  });

  test('with folded norms tells each image the same', async () => {
    expect((await evaluated('--fold')).predicted).toEqual((await evaluated()).predicted);
  });

  test('on the first so many images, of a set that comes class by class the first of each class, or on other files', async () => {
    const { predicted } = await evaluated();
    expect((await evaluated('--limit', '10')).predicted).toEqual(predicted.filter((_, i) => i % 5 === 0));
    const other = await evaluated('--data', join(folder, 'test.bin'), join(folder, 'test.bin'));
    expect(other.predicted).toEqual([...predicted, ...predicted]);
  });

  test.each([
    ['bntt', 'online'],
    ['tebn', 'bptt'],
  ])('does not fold %s, which is another map at every step', async (norm, rule) => {
    const other = await withConfig(norm, () => ({ norm: { name: norm }, rule: { name: rule } }));
    const { code, err } = await spikegrad('evaluate', other, '--fold');
    expect(code).toBe(1);
    expect(err).toContain(
      `[--fold] expected a run whose norm is one scale and shift per channel but received norm.name "${norm}", which has one scale per step`,
    );
  });

  test('does not ask for thresholds where there are none to choose', async () => {
    const fixed = await withConfig('fixed', ({ neuron }) => ({ neuron: { ...neuron, threshold: { name: 'fixed' } } }));
    const { code, err } = await spikegrad('evaluate', fixed, '--thresholds', 'dynamic');
    expect(code).toBe(1);
    expect(err).toMatch(/\[thresholds\] expected a run with ots thresholds but received fixed thresholds/);
  });
});

describe('a network without its norms', () => {
  test.each([
    [{ name: 'vgg' }, 'osr'],
    [{ name: 'nfResNet', depth: 18 }, 'vanilla'],
    [{ name: 'sewResNet', depth: 18 }, 'batchRenorm'],
    [{ name: 'resNet', depth: 9 }, 'osr'],
    [{ name: 'resNet' }, 'tdbn'],
  ] as const)('is the same network: %p with %s', async (network, norm) => {
    const config = await readConfig(join(run, 'config.json'), {});
    const described = { ...config, model: { ...config.model, ...network, width: 1 / 16 } };
    const normed = { ...described, norm: { name: norm, momentum: 0.9, flush: 'end' } as typeof config.norm };
    const shape = { classes: 10, channels: 3 };
    const model = buildNetwork(normed, shape);
    const random = new Random(3);
    // Weights of a network that was trained: no norm is the identity.
    for (const { value } of model.namedParameters())
      value.replace(value.add(random.normal(value.shape, { deviation: 0.1 })));
    for (const { path, value } of model.namedBuffers())
      if (path.includes('runningVariance')) value.replace(random.uniform(value.shape, { low: 0.5, high: 1.5 }));
    for (const { path, value } of model.namedParameters()) if (path.endsWith('beta')) value.replace(value.add(1)); // so that every layer fires
    const plain = buildNetwork(normed, shape, foldedNorm);
    await foldNetwork(model, plain);
    const names = plain.namedParameters().map(({ path }) => path);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((path) => /gamma|beta/.test(path))).toEqual([]);

    const image = random.normal([4, 3, 32, 32]);
    const [expected, received] = [model, plain].map((each) => predict(each, 3, () => each.forward(image)));
    const values = await expected!.data();
    expect(new Set(values).size).toBeGreaterThan(10);
    (await received!.data()).forEach((value, i) => expect(value).toBeCloseTo(values[i]!, 4));
  });
});

describe('a folder is refused by what it lacks:', () => {
  const broken = async (name: string, damage: (place: string) => Promise<unknown>) => {
    const place = join(folder, name);
    await cp(run, place, { recursive: true });
    await damage(place);
    const { code, err } = await spikegrad('evaluate', place);
    expect(code).toBe(1);
    return err;
  };
  const edit = async (place: string, change: (config: Record<string, unknown>) => unknown): Promise<void> => {
    const file = join(place, 'config.json');
    await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>)));
  };

  test('no folder, or one of something else', async () => {
    expect((await spikegrad('evaluate', join(folder, 'none'))).err).toMatch(
      /no such folder; `spikegrad train <config>`/,
    );
    expect((await spikegrad('evaluate', join(folder, 'tiny.json'))).err).toMatch(/expected a run folder .* a file/);
    await mkdir(join(folder, 'empty'));
    expect((await spikegrad('evaluate', join(folder, 'empty'))).err).toMatch(
      /without config\.json; name a folder that/,
    );
  });

  test('a config of another version', async () => {
    const err = await broken('newer', (place) => edit(place, (config) => ({ ...config, delays: 3 })));
    expect(err).toMatch(
      /expected a config of version .*delays: .*; if another version wrote it, correct its fields and train/,
    );
    const later = await broken('later', (place) => edit(place, (config) => ({ ...config, version: 99 })));
    expect(later).toMatch(/config\.json\] expected a config of version 1 but received version 99; .*npm install/);
  });

  test('no weights', async () => {
    const err = await broken('stopped', (place) => unlink(join(place, 'model.safetensors')));
    expect(err).toMatch(
      /expected the weights of a finished or stopped run but received no file; `spikegrad train --resume .*`/,
    );
  });

  test('weights that are cut, of another network, or far too large', async () => {
    const cut = await broken('cut', (place) => truncate(join(place, 'model.safetensors'), 5000));
    expect(cut).toMatch(/expected the weights of the network in config\.json .*the file is damaged; `spikegrad train/);
    const other = await broken('other', (place) => edit(place, (config) => ({ ...config, model: { width: 0.05 } })));
    expect(other).toMatch(/model\.safetensors\] expected the weights of the network in config\.json/);
    const huge = await broken('huge', (place) => truncate(join(place, 'model.safetensors'), 3e9));
    expect(huge).toMatch(/expected at most the \d+ bytes .* but received 3000000000 bytes/);
  });

  test('test images', async () => {
    const err = await broken('moved', (place) =>
      edit(place, (config) => ({ ...config, data: { train: ['gone.bin'], test: ['gone.bin'] } })),
    );
    expect(err).toMatch(
      /gone\.bin\] expected a file of data\.test, binary records of CIFAR-10, but received no file; .*`spikegrad data get cifar10`/,
    );
  });

  test('nothing, if it is whole: the copy of a run is a run', async () => {
    const copy = join(folder, 'copy');
    await cp(run, copy, { recursive: true });
    const config = await readConfig(join(copy, 'config.json'), {});
    const model = buildNetwork(config, { classes: 10, channels: 3 });
    decodeModel(model, await readFile(join(copy, 'model.safetensors')));
    const bytes = encodeWeights(await stateDict(model));
    expect((await readFile(join(run, 'model.safetensors'))).equals(bytes)).toBe(true);
    expect((await spikegrad('evaluate', copy)).code).toBe(0);
  });
});
