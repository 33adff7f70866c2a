import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FormatError, ValueError } from '@spikegrad/core';
import { parseCifar10, readCifar10 } from '../src/index.js';
import { cifarBytes } from './arbitraries.js';

describe('readCifar10', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cifar10-'));
    await writeFile(file('three.bin'), cifarBytes(3));
    await writeFile(file('two.bin'), cifarBytes(2));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('reads one file as its bytes parse', async () => {
    expect(await readCifar10(file('three.bin'))).toEqual(parseCifar10(cifarBytes(3)));
  });

  test('reads several files in the given order, as if they were one', async () => {
    const together = new Uint8Array([...cifarBytes(2), ...cifarBytes(3)]);
    expect(await readCifar10([file('two.bin'), file('three.bin')])).toEqual(parseCifar10(together));
  });

  test('refuses a file one byte short, and names it', async () => {
    await writeFile(file('short.bin'), cifarBytes(2));
    await truncate(file('short.bin'), 2 * 3073 - 1);
    const reading = readCifar10([file('three.bin'), file('short.bin')]);
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(`[${file('short.bin')}] expected a non-zero multiple of 3073 bytes`);
  });

  test('refuses a size before it reads or allocates anything', async () => {
    // Sparse: 2⁴⁰ bytes that no machine could allocate, yet stat tells at once that they are no whole records.
    await writeFile(file('huge.bin'), '');
    const size = await truncate(file('huge.bin'), 2 ** 40).then(
      () => 2 ** 40,
      () => 0, // a file system without room for sparse files leaves it empty, which is refused as well
    );
    await expect(readCifar10(file('huge.bin'))).rejects.toThrow(`but received ${size} bytes`);
  });

  test('refuses an empty file', async () => {
    await writeFile(file('empty.bin'), '');
    await expect(readCifar10(file('empty.bin'))).rejects.toThrow('but received 0 bytes');
  });

  test('refuses a label above 9 and counts records from the start of its own file', async () => {
    const bytes = cifarBytes(2);
    bytes[3073] = 10;
    await writeFile(file('label.bin'), bytes);
    await expect(readCifar10([file('three.bin'), file('label.bin')])).rejects.toThrow(
      `[${file('label.bin')}] expected a label from 0 to 9 in record 1 but received 10`,
    );
  });

  test('refuses a directory', async () => {
    await expect(readCifar10(folder)).rejects.toThrow(
      `[${folder}] expected a CIFAR-10 binary file but received a folder`,
    );
  });

  test('refuses a file that does not exist, as a FormatError', async () => {
    const reading = readCifar10(file('absent.bin'));
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(
      `[${file('absent.bin')}] expected a CIFAR-10 binary file but received no file (ENOENT)`,
    );
  });

  test('refuses an empty list', async () => {
    await expect(readCifar10([])).rejects.toThrow(ValueError);
  });
});
