import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { cpu, FormatError, use, ValueError } from '@spikegrad/core';
import { testOn } from '@spikegrad/trainer';
import { wasm } from '@spikegrad/wasm';
import { fashionMnistClasses, readCifar10, readIdx, subset } from '@spikegrad/data';
import { checkDigest } from '../src/checkDigest.js';
import { pretrained, pretrainedNames, pretrainedNetworks } from '../src/index.js';

const samples = fileURLToPath(new URL('../../data/samples', import.meta.url));

/** The test images in the repository, of each data set. */
const testImages = {
  cifar10: () => readCifar10(join(samples, 'cifar10/test_1000.bin')),
  fashionMnist: () => readIdx([join(samples, 'fashion-mnist/test_1000-images-idx3-ubyte.gz')], fashionMnistClasses),
};

beforeAll(async () => {
  await use(wasm());
});

describe.each(pretrainedNames)('%s', (name) => {
  test('has weights of the SHA-256 on its card, and as many parameters', async () => {
    const { model, card } = await pretrained(name, { backend: cpu() });
    const bytes = await readFile(pretrainedNetworks[name].weights);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(card.sha256);
    expect(model.parameters().reduce((sum, { size }) => sum + size, 0)).toBe(card.parameters);
  });

  test('classifies the test images in the repository as well as its card says', async () => {
    const { model, config, card } = await pretrained(name);
    const images = await testImages[card.data as keyof typeof testImages]();
    const { accuracy, images: count } = await testOn(model, images, config);
    // Four standard errors of an accuracy on so few images.
    const error = 4 * Math.sqrt((card.test.accuracy * (1 - card.test.accuracy)) / count);
    expect(Math.abs(accuracy - card.test.accuracy)).toBeLessThan(error);
    expect(card.classes).toEqual(images.classes);
  });

  test('the table of the README has the figures of its card', async () => {
    const { card } = await pretrained(name, { backend: cpu() });
    const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\``));
    const { accuracy, low, high } = card.test;
    const [mean, from, to] = [accuracy, low, high].map((share) => (100 * share).toFixed(1));
    expect(row).toContain(`${mean} % (${from} to ${to})`);
    expect(row).toContain(card.parameters.toLocaleString('en-US'));
    expect(text).toContain(card.training.command);
    expect(text).toContain(card.sha256);
  });
});

test('one image gets the same prediction alone and in a batch', async () => {
  const { model, config } = await pretrained('cifar10-vgg-eighth');
  const images = subset(await testImages.cifar10(), [3, 1, 4, 15, 9, 2, 6, 5]);
  const predicted: number[][] = [];
  for (const batchSize of [1, 8]) {
    const seen: number[] = [];
    await testOn(model, images, { ...config, batchSize }, ({ predicted: these }) => seen.push(...Array.from(these)));
    predicted.push(seen);
  }
  expect(predicted[0]).toEqual(predicted[1]);
});

test('a name that there is not, an unknown option and a damaged file fail with typed errors', async () => {
  await expect(pretrained('resnet' as never)).rejects.toThrow(ValueError);
  await expect(pretrained('toString' as never)).rejects.toThrow(
    /\[pretrained\] expected cifar10-vgg-eighth, .* but received toString/,
  );
  await expect(pretrained('cifar10-vgg-eighth', { device: 'cpu' } as never)).rejects.toThrow(ValueError);
  const bytes = Uint8Array.from(await readFile(pretrainedNetworks['cifar10-vgg-eighth'].weights));
  const digest = createHash('sha256').update(bytes).digest('hex');
  await expect(checkDigest(bytes, digest, 'weights')).resolves.toBeUndefined();
  bytes[1000]! ^= 1;
  await expect(checkDigest(bytes, digest, 'weights')).rejects.toThrow(FormatError);
});

test('all networks take at most 20 MB', async () => {
  const folder = fileURLToPath(new URL('../networks', import.meta.url));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(20e6);
  expect(new Set(await readdir(folder))).toEqual(new Set(pretrainedNames));
});
