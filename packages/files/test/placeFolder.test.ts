import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '../src/fileError.js';
import { placeFolder } from '../src/placeFolder.js';
import { posixOnly } from '../../../tools/jest/posixOnly.js';

const home = process.cwd();
let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'spikegrad-place-')));
  await mkdir(join(root, 'work', 'taken'), { recursive: true });
  process.chdir(join(root, 'work'));
});
afterEach(async () => {
  process.chdir(home);
  await rm(root, { recursive: true });
});

const fill = (folder: string): Promise<void> => writeFile(join(folder, 'first'), 'x');
const place = (path: string): Promise<string> => placeFolder(path, fill);

describe('a number is added to the name of a folder that is there,', () => {
  test.each([
    ['taken', 'taken-2'],
    ['taken/', 'taken-2'],
    ['taken//', 'taken-2'],
    ['./taken/.', 'taken-2'],
    ['.', '../work-2'],
    ['./', '../work-2'],
    ['taken/..', '../work-2'],
  ])('however it is written: %s', async (path, expected) => {
    expect(await place(path)).toBe(expected);
    expect(await readFile(join(expected, 'first'), 'utf8')).toBe('x');
    expect(await readdir('taken')).toEqual([]);
  });

  test('of the folder above too', async () => {
    await mkdir('work');
    process.chdir('work');
    expect(await place('..')).toBe(join('..', '..', 'work-2'));
  });

  test('again and again, and the path stays absolute or relative', async () => {
    expect([await place('taken/'), await place('taken'), await place('new/deep/')]).toEqual([
      ...['taken-2', 'taken-3', 'new/deep'],
    ]);
    expect(await place(join(root, 'work', 'taken/'))).toBe(join(root, 'work', 'taken-4'));
  });
});

describe('no folder is made', () => {
  test.each([...posixOnly('/dev/null').rows(['/dev/null', '/dev/null/']), 'file'])(
    'beside something that is no folder: %s',
    async (path) => {
      await writeFile('file', '');
      await expect(place(path)).rejects.toThrow(/expected a folder to write a run into but received something else/);
      expect(await readdir('.')).toEqual(['file', 'taken']);
    },
  );

  test.each([
    ['', 'an empty path'],
    ['/', 'a root folder'],
    ['//', 'a root folder'],
  ])('of a path without a name: %p', async (path, received) => {
    await expect(place(path)).rejects.toThrow(new FileError(path, 'a folder to write a run into', received));
  });

  posixOnly('/proc').test('where the system makes none, and nothing says that a folder is missing', async () => {
    await expect(place('/proc/run')).rejects.toThrow(
      '[/proc/run] expected a folder to write a run into but received no such file or folder (ENOENT); nothing can be created in /proc',
    );
  });
});
