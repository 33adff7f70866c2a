import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cifar10 } from '../src/sets/cifar10.js';
import { getSet } from '../src/download/getSet.js';
import { inspect } from '../src/open/inspect.js';
import { archive, contents, standIn } from './standIn.js';
import { listener } from './listener.js';
import { Disk, systemError } from '../../files/test/filesDisk.js';

const set = standIn('http://localhost/nowhere');
let root = '';
let count = 0;
let folder = '';
let source = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spikegrad-'));
});
beforeEach(async () => {
  folder = join(root, `set-${count}`);
  source = join(root, `source-${count++}`);
  await mkdir(source);
});
afterAll(() => rm(root, { recursive: true }));

const putFiles = async (place: string): Promise<void> => {
  await mkdir(place, { recursive: true });
  for (const [name, bytes] of Object.entries(contents)) await writeFile(join(place, name), bytes);
};

const get = (from = source) => getSet(set, folder, listener(), { from });

async function expectWhole(): Promise<void> {
  expect((await readdir(folder)).sort()).toEqual(Object.keys(contents).sort());
  for (const [name, bytes] of Object.entries(contents))
    expect((await readFile(join(folder, name))).equals(bytes)).toBe(true);
  expect((await inspect(set, folder, { sums: true })).state).toBe('complete');
}

describe('a set comes from a folder', () => {
  test('and not from one of its files: the folder to give is named', async () => {
    await putFiles(source);
    await expect(get(join(source, set.files[0]!.name))).rejects.toThrow(
      `but received another file; use its folder: --from ${source}`,
    );
  });

  test('of its files', async () => {
    await putFiles(source);
    expect(await get()).toBe(true);
    await expectWhole();
  });

  test('that the archive made', async () => {
    await putFiles(join(source, 'stand-in'));
    await get();
    await expectWhole();
  });

  test('in which its archive lies, or by the path of the archive', async () => {
    await writeFile(join(source, 'stand-in.tar.gz'), archive);
    await get();
    await expectWhole();
    await rm(folder, { recursive: true });
    await get(join(source, 'stand-in.tar.gz'));
    await expectWhole();
  });

  test('and what is right there already is not written again', async () => {
    await putFiles(source);
    await get();
    const before = await stat(join(folder, 'test_batch.bin'));
    await writeFile(join(folder, 'data_batch_1.bin'), 'damaged');
    await get();
    await expectWhole();
    expect((await stat(join(folder, 'test_batch.bin'))).ino).toBe(before.ino);
    const terminal = listener();
    await getSet(set, folder, terminal, { from: '/no/such/folder' });
    expect(terminal.said.join()).toContain('already in');
  });

  test.each([
    [
      'damaged',
      (bytes: Uint8Array) => bytes.map((byte, i) => (i === 40_000 ? byte ^ 1 : byte)),
      /expected the SHA-256/,
    ],
    ['cut', (bytes: Uint8Array) => bytes.slice(1), /expected 50000 bytes of a stand-in but received 49999 bytes/],
  ])('but not a %s file: it never takes its name', async (_, damage, message) => {
    await putFiles(source);
    await writeFile(join(source, 'data_batch_2.bin'), damage(contents['data_batch_2.bin']!));
    await expect(get()).rejects.toThrow(message);
    await expect(get()).rejects.toThrow(/run `spikegrad data get stand-in`/);
    expect(await readdir(folder)).toEqual(['data_batch_1.bin']);
    expect((await inspect(set, folder, { sums: true })).state).toBe('partial');
  });

  test('but not a damaged archive', async () => {
    await writeFile(
      join(source, 'stand-in.tar.gz'),
      archive.map((byte, i) => (i === 9000 ? byte ^ 8 : byte)),
    );
    await expect(get()).rejects.toThrow(/stand-in\.tar\.gz\] expected the SHA-256 .* damaged or another file/);
    expect(await readdir(folder)).toEqual([]);
  });

  test('onto a full disk gets the advice to correct it or to choose another folder', async () => {
    await putFiles(source);
    const fault = (call: string): void => {
      if (call === 'write') throw systemError('ENOSPC');
    };
    const full = getSet(set, folder, listener(), { from: source, files: new Disk({ fault }) });
    await expect(full).rejects.toThrow(/a full disk \(ENOSPC\); correct this, or choose another folder with --dir$/);
  });

  test.each([
    ['another set', ['train.bin'], /but received another set;/],
    ['nothing', [], /an empty folder, or no folder/],
    ['hidden files', ['.DS_Store', '._train.bin'], /an empty folder, or no folder/],
    ['something', ['a.txt', 'b.txt'], /2 other files/],
    ['a part', ['data_batch_1.bin'], /1 of the 3 files: data_batch_2\.bin, test_batch\.bin missing/],
  ])('that holds %s is refused by what it holds', async (_, names, message) => {
    for (const name of names) await writeFile(join(source, name), '');
    await expect(get()).rejects.toThrow(message);
    await expect(get()).rejects.toThrow(/expected data_batch_1\.bin … test_batch\.bin or stand-in\.tar\.gz/);
  });
});

describe('what lies there', () => {
  test('is complete, partial, absent or damaged; a sum tells what a size does not', async () => {
    const state = async (sums: boolean) => (await inspect(set, folder, { sums })).state;
    expect(await state(true)).toBe('absent');
    await putFiles(folder);
    expect(await state(false)).toBe('complete');
    await writeFile(
      join(folder, 'test_batch.bin'),
      contents['test_batch.bin']!.map((byte) => byte ^ 1),
    );
    expect([await state(false), await state(true)]).toEqual(['complete', 'damaged']);
    await rm(join(folder, 'test_batch.bin'));
    expect(await state(true)).toBe('partial');
  });

  test.each([
    ['CIFAR-100 (binary version)', 'fine_label_names.txt'],
    ['CIFAR-100 (Python version)', 'cifar-100-python.tar.gz'],
    ['CIFAR-10 (Python version)', 'data_batch_1'],
    ['CIFAR-10 (Matlab version)', 'data_batch_1.mat'],
  ])('in place of CIFAR-10 is recognised: %s by %s', async (name, sign) => {
    await writeFile(join(source, sign), '');
    expect((await inspect(cifar10, source, { sums: false })).lookalike).toBe(name);
    await expect(getSet(cifar10, folder, listener(), { from: source })).rejects.toThrow(name);
  });
});
