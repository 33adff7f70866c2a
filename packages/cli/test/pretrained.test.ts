import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { decodeWeights } from '../../runs/src/checkpoint/weights.js';
import { spikegrad } from './commandLine.js';

const images = fileURLToPath(
  new URL('../../data/samples/fashion-mnist/test_1000-images-idx3-ubyte.gz', import.meta.url),
);

test('`evaluate pretrained:<name>` tests a network of @spikegrad/pretrained', async () => {
  const flags = ['--data', images, '--limit', '200', '--json'];
  const { code, out, err } = await spikegrad('evaluate', 'pretrained:fashion-mnist-vgg5', ...flags);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const tested = JSON.parse(out.split('\n').at(-1)!) as { event: string; images: number; accuracy: number };
  expect(tested).toMatchObject({ event: 'test', images: 200 });
  expect(tested.accuracy).toBeGreaterThan(0.78); // four standard errors below the 88.3 % of its card
});

test('`export pretrained:<name>` writes its weights', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spikegrad-pretrained-'));
  const out = join(folder, 'vgg.safetensors');
  expect((await spikegrad('export', 'pretrained:cifar10-vgg-eighth', '--out', out)).code).toBe(0);
  expect(Object.keys(decodeWeights(await readFile(out), out).entries).length).toBeGreaterThan(10);
  await rm(folder, { recursive: true });
});

test.each(['resnet', '', 'toString', '../x'])('pretrained:%s fails with the names that there are', async (name) => {
  const { code, err } = await spikegrad('evaluate', `pretrained:${name}`);
  expect(code).not.toBe(0);
  expect(err).toContain('pretrained:cifar10-vgg-eighth, pretrained:fashion-mnist-vgg5');
});
