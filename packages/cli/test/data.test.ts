import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { cifar10 } from '../../datasets/src/sets/cifar10.js';
import { filesOf } from '../../datasets/src/open/filesOf.js';
import { folderVariable, setsFolder } from '../../datasets/src/sets/sets.js';
import { spikegrad } from './commandLine.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spikegrad-'));
});
afterAll(() => rm(root, { recursive: true }));
afterEach(() => void forgetFolder());

const forgetFolder = () => Reflect.deleteProperty(process.env, folderVariable);

const data = (...flags: readonly string[]) => spikegrad('data', ...flags);

/** Files of the right sizes without a byte of content: sparse, so that they cost nothing. */
async function putSizes(dir: string, names = cifar10.files.map(({ name }) => name)): Promise<void> {
  await mkdir(join(dir, 'cifar10'), { recursive: true });
  for (const { name, bytes } of cifar10.files.filter((file) => names.includes(file.name))) {
    await writeFile(join(dir, 'cifar10', name), '');
    await truncate(join(dir, 'cifar10', name), bytes);
  }
}

describe('spikegrad data', () => {
  test('lists what can be had, its size, where it lives and how much of it is there', async () => {
    const dir = join(root, 'listed');
    const absent = await data('list', '--dir', dir);
    expect(absent.code).toBe(0);
    expect(absent.out).toMatch(
      /absent: 0\.0 MB of 184\.4 MB in .*listed.cifar10\n.*spikegrad data get cifar10 --dir .*170\.1 MB/,
    );
    await putSizes(dir, ['test_batch.bin']);
    const partial = await data('list', '--dir', dir, '--json');
    const told = partial.out.split('\n').map((line) => JSON.parse(line) as { readonly set: string });
    expect(told.find(({ set }) => set === 'cifar10')).toMatchObject({
      event: 'set',
      set: 'cifar10',
      state: 'partial',
      bytes: 30_730_000,
    });
  });

  test('checks sums, says which file is wrong and which command repairs it, and ends with 1', async () => {
    const dir = join(root, 'checked');
    expect((await data('check', '--dir', dir)).code).toBe(0); // nothing there is nothing wrong
    expect((await data('check', 'cifar10', '--dir', dir)).code).toBe(1);
    await putSizes(dir, ['test_batch.bin']);
    const { code, out, err } = await data('check', '--dir', dir, '--json');
    expect(code).toBe(1);
    const events = out.split('\n').map((line) => JSON.parse(line) as { event: string; state: string });
    expect(events.map(({ event, state }) => `${event} ${state}`)).toEqual([
      ...new Array<string>(5).fill('file absent'),
      'file wrong',
      'set damaged',
    ]);
    expect(err).toMatch(/test_batch\.bin \(SHA-256 .*\); run `spikegrad data get cifar10 --dir .*` to repair it/);
  });

  test('info says what a set is, where it comes from, which command gets it and what lies where', async () => {
    const { code, out } = await data('info', 'cifar10', '--dir', join(root, 'told'));
    expect(code).toBe(0);
    expect(out).toMatch(/^cifar10 {2}CIFAR-10: .*\n {2}from https:\/\/www\.cs\.toronto\.edu/);
    expect(out).toMatch(/`spikegrad data get cifar10 --dir .*` downloads it/);
    expect(out).toContain(`in ${join(root, 'told', 'cifar10')}`);
    for (const { name } of cifar10.files) expect(out).toContain(`    ${name}  30730000 bytes`);
    expect(out).toContain('"data": { "set": "cifar10" }');
  });

  test('get says what a folder lacks', async () => {
    const { code, err } = await data('get', 'cifar10', '--from', join(root, 'none'), '--dir', join(root, 'got'));
    expect(code).toBe(1);
    expect(err).toMatch(/none\] expected data_batch_1\.bin … test_batch\.bin or cifar-10-binary\.tar\.gz/);
  });
});

describe('sets live', () => {
  test('in --dir, else where the environment says, else in the home folder', () => {
    process.env[folderVariable] = '/sets';
    expect(setsFolder('/other')).toBe('/other');
    expect(setsFolder()).toBe('/sets');
    forgetFolder();
    expect(setsFolder()).toMatch(/\.cache.spikegrad.datasets$/);
  });
});

describe('a config', () => {
  test('may name a set: its files are then those that were got', async () => {
    process.env[folderVariable] = join(root, 'named');
    const config = parseConfig({ data: { set: 'cifar10' } }, 'run.json');
    expect(parseConfig(config, 'again')).toEqual(config);
    await expect(filesOf(config.data)).rejects.toThrow(/none of its files; run `spikegrad data get cifar10` first/);
    await putSizes(join(root, 'named'));
    const { train, test } = await filesOf(config.data);
    expect(train.map((path) => path.slice(-16))).toEqual([1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`));
    expect(test).toEqual([join(root, 'named', 'cifar10', 'test_batch.bin')]);
    await truncate(test[0]!, 7);
    await expect(filesOf(config.data)).rejects.toThrow(/test_batch\.bin: 7 bytes; run `spikegrad data get cifar10`/);
  });

  test.each([
    [{ set: 'cifar10', train: ['a.bin'] }, /data\.train: expected no value together with data\.set/],
    [{ train: ['a.bin'] }, /data\.test: expected a list of files, or data\.set instead of train and test/],
    [{}, /data\.train: expected a list/],
    [{ set: 'cifar11' }, /data\.set: .*cifar10/],
    [{ format: 'png', train: ['a'], test: ['b'] }, /data\.format: .*cifar10/],
  ])('that names a set and files, or neither, is refused: %j', (given, message) => {
    expect(() => parseConfig({ data: given }, 'run.json')).toThrow(message);
  });
});
