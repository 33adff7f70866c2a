import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { preparationOf } from '@spikegrad/data';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { spikegrad } from './commandLine.js';

const samples = 'packages/data/samples/fashion-mnist';
let folder = '';
const at = (...names: string[]): string => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the sample of Fashion-MNIST has the sums of its read-me', async () => {
  const text = await readFile(join(samples, 'README.md'), 'utf8');
  const sums = [...text.matchAll(/^([0-9a-f]{64}) {2}(\S+\.gz)$/gm)];
  expect(sums).toHaveLength(4);
  for (const [, sum, name] of sums) {
    const content = gunzipSync(await readFile(join(samples, name!)));
    expect(createHash('sha256').update(content).digest('hex')).toBe(sum);
  }
});

test.each([
  ['mnist', ['randomCrop', 'normalise']],
  ['fashionMnist', ['randomCrop', 'horizontalFlip', 'normalise']],
])('the pipeline of %s moves images in training only', (set, training) => {
  const steps = (part: 'train' | 'test', more: object = {}) =>
    preparationOf(parseConfig({ data: { set, ...more } }, 'run.json'), part).recipe.map(({ name }) => name);
  expect(steps('train')).toEqual(training);
  expect(steps('train', { augment: false })).toEqual(['normalise']);
  expect(steps('test')).toEqual(['normalise']);
});

test('a set says where its files have to lie, and which of them are not the published ones', async () => {
  const flags = ['--dir', folder];
  const info = await spikegrad('data', 'info', 'fashionMnist', ...flags);
  expect(info.out).toContain('train-images-idx3-ubyte.gz');
  expect(info.out).toContain('dataset-fashion-mnist');
  await mkdir(at('fashionMnist'));
  for (const kind of ['images-idx3', 'labels-idx1'])
    await cp(join(samples, `test_1000-${kind}-ubyte.gz`), at('fashionMnist', `t10k-${kind}-ubyte.gz`));
  const check = await spikegrad('data', 'check', 'fashionMnist', ...flags);
  expect(check).toMatchObject({ code: 1, out: expect.stringContaining('1,000 of 10,000 samples') });
});

test('train --baseline prints the accuracy of a linear regression on the pixels of the same images, and --resume refuses it', async () => {
  const config = JSON.parse(await readFile('packages/cli/configs/fashion-mnist.json', 'utf8')) as {
    data: { train: string[]; test: string[] };
  };
  const file = at('tiny.json');
  const images = (part: string) => [resolve(samples, `${part}-images-idx3-ubyte.gz`)];
  const limit = { train: 500, test: 200 };
  const data = { ...config.data, train: images('train_10000'), test: images('test_1000'), limit };
  await writeFile(file, JSON.stringify({ ...config, iterations: 1, data }));
  const { code, out } = await spikegrad('train', file, '--baseline', '--out', at('run'));
  expect(code).toBe(0);
  const accuracy = Number(/^linear regression on the pixels of the same images: ([\d.]+) %$/m.exec(out)![1]);
  expect(accuracy).toBeGreaterThan(55); // 500 images; all 10,000 give 81 %
  expect(accuracy).toBeLessThan(80);
  const resumed = await spikegrad('train', '--resume', at('run'), '--baseline');
  expect(resumed).toMatchObject({
    code: 1,
    err: expect.stringContaining('[--baseline] expected no other setting with --resume'),
  });
});
