import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ValueError } from '@spikegrad/core';
import { pictureFile } from '../../data/test/pictures.js';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { filesOf } from '../../datasets/src/open/filesOf.js';
import { limited } from '../../datasets/src/open/limited.js';
import { openData } from '../../datasets/src/open/openData.js';
import { folderVariable } from '../../datasets/src/sets/sets.js';
import { preparationOf } from '../../data/src/pipelines/preparationOf.js';
import { spikegrad } from './commandLine.js';
import { listener } from '../../datasets/test/listener.js';
import { small } from '../../trainer/test/tinyConfig.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spikegrad-'));
});
afterAll(() => rm(root, { recursive: true }));
afterEach(() => void Reflect.deleteProperty(process.env, folderVariable));

/** A part of a set: so many pictures of each class. */
async function put(path: string, classes: readonly string[], each = 2): Promise<string> {
  for (const name of classes) {
    await mkdir(join(path, name), { recursive: true });
    const forms = ['jpeg 4:2:0', 'jpeg grey', 'png'];
    for (let i = 0; i < each; i++) await writeFile(join(path, name, `${i}.JPEG`), pictureFile(forms[i % 3]!));
  }
  return path;
}

describe('a folder of images', () => {
  test('is trained from and tested on, by a config that names it and its pipeline', async () => {
    const place = join(root, 'trained');
    await Promise.all([put(join(place, 'train'), ['ant', 'bee'], 4), put(join(place, 'val'), ['ant', 'bee'], 3)]);
    const data = { format: 'imageFolder', pipeline: 'cifar', train: ['train'], test: ['val'] };
    const [config, out] = [join(place, 'run.json'), join(place, 'run')];
    await writeFile(config, JSON.stringify({ ...small, iterations: 2, batchSize: 4, data }));
    const trained = await spikegrad('train', config, '--out', out, '--device', 'cpu', '--json');
    expect(trained.code).toBe(0);
    const written = JSON.parse(await readFile(join(out, 'config.json'), 'utf8')) as { data: Record<string, unknown> };
    expect(written.data).toMatchObject({ format: 'imageFolder', decoder: 'jpeg-js', train: [join(place, 'train')] });
    const share = ({ out: text }: { out: string }): unknown =>
      text
        .split('\n')
        .map((line) => JSON.parse(line) as { event: string; accuracy?: number; images?: number })
        .filter(({ event }) => event === 'end' || event === 'test')
        .map(({ accuracy: right, images }) => ({ right, images }))
        .at(-1);
    const tested = await spikegrad('evaluate', out, '--device', 'cpu', '--json');
    expect(share(tested)).toEqual(share(trained));
    expect(share(tested)).toMatchObject({ images: 6 });
  });

  const config = (train: string, test: string) =>
    parseConfig({ data: { format: 'imageFolder', train: [train], test: [test] } }, 'run.json').data;

  test('whose parts have other classes is refused, with one of them', async () => {
    const train = await put(join(root, 'classes', 'train'), ['ant', 'bee']);
    const more = await put(join(root, 'classes', 'more'), ['ant', 'bee', 'cat']);
    const others = await put(join(root, 'classes', 'others'), ['ant', 'cow']);
    await expect(openData(config(train, more), listener())).rejects.toThrow(
      '[data.test] expected the 2 classes of data.train but received 3, and cat in only one part',
    );
    await expect(openData(config(train, others), listener())).rejects.toThrow(/received 2, and cow in only one part/);
  });

  test('with a class that has no images names its folder, and says what belongs there', async () => {
    const train = await put(join(root, 'hollow'), ['ant']);
    await mkdir(join(train, 'bee'));
    await expect(openData(config(train, train), listener())).rejects.toThrow(
      `[${join(train, 'bee')}] expected images of a class, .jpeg, .jpg or .png but received an empty folder; correct or remove it`,
    );
  });

  test('that is none is refused before anything is begun', async () => {
    const train = await put(join(root, 'wrong', 'train'), ['ant']);
    const file = join(train, 'ant', '0.JPEG');
    await expect(filesOf(config(train, join(root, 'gone')))).rejects.toThrow(
      /gone\] expected a folder of data\.test, images with one folder per class, but received no folder/,
    );
    await expect(filesOf(config(file, train))).rejects.toThrow(/0\.JPEG\] expected a folder .* received a file/);
    await expect(openData({ ...config(train, train), train: [train, train] }, listener())).rejects.toThrow(
      /one folder .* 2$/,
    );
  });
});

describe('a part of a set', () => {
  const known = { channels: 1, height: 1, width: 1, classes: ['a', 'b', 'c'] };
  const of = (...labels: readonly number[]) => ({
    ...{ ...known, count: labels.length, labels: Uint8Array.from(labels) },
    images: Uint8Array.from(labels, (_, i) => i),
  });

  test('is its first samples, and of one that comes class by class as many of each', () => {
    expect([...limited(of(2, 0, 1, 1), 2).images]).toEqual([0, 1]);
    expect([...limited(of(0, 0, 0, 1, 1, 2, 2, 2), 4).images]).toEqual([0, 1, 3, 5]);
    expect([...limited(of(0, 0, 0, 1, 1, 2, 2, 2), 7).labels]).toEqual([0, 0, 0, 1, 1, 2, 2]);
    expect(() => limited(of(0, 1), 3, 'data.limit.test')).toThrow(ValueError);
  });
});

describe('a pipeline', () => {
  const steps = (data: object, part: 'train' | 'test') =>
    preparationOf(parseConfig({ data }, 'run.json'), part).recipe.map(({ name }) => name);
  const folder = { format: 'imageFolder', train: ['a'], test: ['b'] };

  test.each<[string, object, readonly string[], readonly string[]]>([
    ['of CIFAR', { set: 'cifar100' }, ['randomCrop', 'cutout', 'horizontalFlip', 'normalise'], ['normalise']],
    [
      'of ImageNet',
      { set: 'imagenet' },
      ['randomResizedCrop', 'horizontalFlip', 'normalise'],
      ['resize', 'centerCrop', 'normalise'],
    ],
    [
      'that a config names',
      { ...folder, pipeline: 'cifar', cutout: 'off' },
      ['randomCrop', 'horizontalFlip', 'normalise'],
      ['normalise'],
    ],
    [
      'without chance',
      { ...folder, augment: false },
      ['resize', 'centerCrop', 'normalise'],
      ['resize', 'centerCrop', 'normalise'],
    ],
  ])('%s', (_, data, training, testing) => {
    expect(steps(data, 'train')).toEqual(training);
    expect(steps(data, 'test')).toEqual(testing);
  });

  test('leaves brightness from 0 to 1 where spikes are drawn with it', () => {
    const { recipe } = preparationOf(parseConfig({ data: { ...folder, coding: 'poisson' } }, 'run.json'), 'train');
    expect(recipe.at(-1)).toEqual({ name: 'normalise', statistics: { mean: [0, 0, 0], deviation: [1, 1, 1] } });
  });
});

describe('ImageNet', () => {
  test('cannot be downloaded: get says where it is to be had, info what belongs where', async () => {
    const dir = join(root, 'sets');
    const got = await spikegrad('data', 'get', 'imagenet', '--dir', dir);
    expect(got.code).toBe(1);
    expect(got.err).toMatch(
      /a set that this command cannot download; download it from https:\/\/image-net\.org.* `spikegrad data info imagenet --dir/,
    );
    const { out } = await spikegrad('data', 'info', 'imagenet', '--dir', dir);
    expect(out).toContain(`in ${join(dir, 'imagenet')}`);
    expect(out).toContain('train/n01440764/n01440764_10026.JPEG   1000 folders, 1,281,167 images');
  });

  test('that is not whole says how much of it is there, what else is, and how a part of it is learned from', async () => {
    const sets = join(root, 'part');
    process.env[folderVariable] = sets;
    const { data } = parseConfig({ data: { set: 'imagenet' } }, 'run.json');
    await expect(filesOf(data)).rejects.toThrow(/train: no train; test: no val; `spikegrad data info imagenet` prints/);
    await put(join(sets, 'imagenet', 'train'), ['n01440764', 'n01443537']);
    await writeFile(join(sets, 'imagenet', 'ILSVRC2012_img_val.tar'), '');
    await expect(filesOf(data)).rejects.toThrow(
      /train: 4 of 1,281,167 samples; test: no val; and the archives of ImageNet, not unpacked; .* data\.format, data\.train/,
    );
    const { out } = await spikegrad('data', 'list', '--json');
    const listed = out.split('\n').map((line) => JSON.parse(line) as { set: string });
    expect(listed.find(({ set }) => set === 'imagenet')).toMatchObject({
      ...{ state: 'partial', samples: 4, total: 1_331_167 },
      ...{ lookalike: 'the archives of ImageNet, not unpacked', command: 'spikegrad data info imagenet' },
    });
    const checked = await spikegrad('data', 'check', 'imagenet');
    expect(checked.code).toBe(1);
    expect(checked.out).toContain(`train, ${join(sets, 'imagenet', 'train')}: 4 of 1,281,167 samples`);
  });
});
