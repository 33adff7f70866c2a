import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, ValueError } from '@spikegrad/core';
import {
  batches,
  countImageFolder,
  imagenetTrainRecipe,
  readImageFolder,
  sampleAt,
  subset,
  transformOf,
} from '../src/index.js';
import { nameAt, packNames } from '../src/stores/packedNames.js';
import { BatchWorkers } from '../src/workers/index.js';
import { height, pictureFile, picturePixels, width } from './pictures.js';
import { posixOnly } from '../../../tools/jest/posixOnly.js';

let root = '';

/** A folder of files, by their paths. */
async function folderOf(name: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const [photo, drawing] = [pictureFile('jpeg 4:4:4'), pictureFile('png')];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spikegrad-'));
});
afterAll(() => rm(root, { recursive: true }));

const laidOut = () =>
  folderOf('photos', {
    ...{ 'wolf/b.JPEG': photo, 'wolf/a.jpg': photo, 'wolf/notes.txt': 'not an image', 'bee/z.png': drawing },
    ...{ 'bee/y.jpeg': drawing, 'ärger/1.jpg': photo, '.hidden/x.jpg': photo, 'README.md': 'beside the folders' },
  });

describe('a folder of images, a folder a class,', () => {
  test('is read by class and name, as strings are sorted; other files and hidden folders are passed over', async () => {
    const folder = await laidOut();
    const dataset = await readImageFolder(folder);
    expect(dataset).toMatchObject({ count: 5, channels: 3, classes: ['bee', 'wolf', 'ärger'] });
    expect([...dataset.labels]).toEqual([0, 0, 1, 1, 2]);
    expect(await countImageFolder(folder)).toBe(5);
    // What an image is says its content: one of ImageNet's .JPEG is a PNG.
    const image = await sampleAt(dataset, 0);
    expect(image).toEqual({ channels: 3, width, height, pixels: picturePixels('png') });
    expect((await sampleAt(subset(dataset, [4, 0]), 1)).pixels).toEqual(image.pixels);
  });

  test('has no hidden files among its images, nor in what its errors count', async () => {
    const apple = { 'a/._1.jpg': 'Mac OS X', 'a/.DS_Store': 'x', '.DS_Store': 'x', '._a': 'x' };
    const folder = await folderOf('apple', { 'a/1.jpg': photo, ...apple });
    expect(await readImageFolder(folder)).toMatchObject({ count: 1, classes: ['a'] });
    expect(await countImageFolder(folder)).toBe(1);
    await rm(join(folder, 'a', '1.jpg'));
    await expect(readImageFolder(folder)).rejects.toThrow('.jpeg, .jpg or .png but received an empty folder');
  });

  posixOnly('symbolic links that every user may make').test('may be made of links to folders', async () => {
    const folder = await folderOf('linked', {});
    await symlink(join(await laidOut(), 'wolf'), join(folder, 'wolf'));
    expect(await readImageFolder(folder)).toMatchObject({ count: 2, classes: ['wolf'] });
  });

  test('gives workers the batches that it gives here, in the pipeline of ImageNet', async () => {
    const dataset = await readImageFolder(await laidOut(), { decoder: 'jpeg-js' });
    const [pass, recipe] = [{ size: 3, seed: 5 }, imagenetTrainRecipe()];
    const bytesOf = (floats: ArrayLike<number>): Buffer => Buffer.from(Float32Array.from(floats).buffer);
    const expected: Buffer[] = [];
    for await (const { image } of batches(dataset, { ...pass, transform: transformOf(recipe) })) {
      expect(image.shape.slice(1)).toEqual([3, 224, 224]);
      expected.push(bytesOf(await image.data()));
    }
    const workers = new BatchWorkers(dataset, { recipe, workers: 2 });
    let batch = 0;
    for await (const { image } of workers.batches([pass]))
      expect(bytesOf(await image.data()).equals(expected[batch++]!)).toBe(true);
    expect(batch).toBe(2);
    await workers.close();
  });

  test('that has a broken image names it when its batch is made', async () => {
    const folder = await folderOf('broken', { 'a/1.jpg': photo, 'a/2.jpg': photo.slice(0, 300), 'a/3.jpg': photo });
    const dataset = await readImageFolder(folder);
    const take = async (): Promise<void> => {
      for await (const batch of batches(dataset, { size: 1, shuffle: false })) expect(batch.indices[0]).toBe(0);
    };
    await expect(take()).rejects.toThrow(/broken.a.2\.jpg\] expected/);
    await rm(join(folder, 'a', '3.jpg'));
    await expect(sampleAt(dataset, 2)).rejects.toThrow(/3\.jpg\] expected an image but received no file/);
  });
});

describe('a folder that is something else is refused with what is in it', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['nothing', {}, /a folder of images, with one folder per class but received no folders but nothing/],
    ['flat', { 'b.JPEG': '', 'a.JPEG': '' }, /no folders but 2 files, such as \w\.JPEG/],
    [
      'an empty class',
      { 'a/1.jpg': '', 'b/1.tar': '' },
      /empty.class.b\] expected images of a class, .* 1 others, such as 1\.tar/,
    ],
  ])('%s', async (name, files, message) => {
    const opened = readImageFolder(await folderOf(name.replaceAll(' ', '-'), files));
    await expect(opened).rejects.toThrow(FormatError);
    await expect(opened).rejects.toThrow(message);
  });

  test('no folder at all', async () => {
    await expect(countImageFolder(join(root, 'none'))).rejects.toThrow(/none\] expected .* but received no file/);
  });
});

test('packed names are the names', () => {
  const names = ['', 'a/b.jpg', 'ü', '日本/語.JPEG', 'z'];
  const packed = packNames(names);
  expect(names.map((_, i) => nameAt(packed, i))).toEqual(names);
  expect(packed.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(() => nameAt(packed, 5)).toThrow(ValueError);
});
