import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { readCifar10 } from '../src/index.js';

const sample = (name: string) => fileURLToPath(new URL(`../samples/cifar10/${name}`, import.meta.url));
const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe.each([
  { name: 'train_2000.bin', perClass: 200, hash: '85e1bcd937bff4e1a96822ecf457c7d8b520eb14496e76876f04aadd1e5205d3' },
  { name: 'test_1000.bin', perClass: 100, hash: '2874326af7bc2185faa47540a6da15a077e5b66659f8e479abb9ab628170fa86' },
])('the CIFAR-10 sample $name', ({ name, perClass, hash }) => {
  test('has the SHA-256 that its README tells', async () => {
    expect(await sha256(sample(name))).toBe(hash);
    expect(await readFile(sample('README.md'), 'utf8')).toContain(`${hash}  ${name}`);
  });

  test('has the same number of samples in every class', async () => {
    const { count, labels } = await readCifar10(sample(name));
    expect(count).toBe(10 * perClass);
    for (let label = 0; label < 10; label++) {
      expect(labels.filter((other) => other === label)).toHaveLength(perClass);
    }
  });

  test('shares no image within itself', async () => {
    const { images, count } = await readCifar10(sample(name));
    const hashes = Array.from({ length: count }, (_, i) =>
      createHash('sha256')
        .update(images.subarray(i * 3072, (i + 1) * 3072))
        .digest('hex'),
    );
    expect(new Set(hashes).size).toBe(count);
  });
});

describe('make-sample.mjs', () => {
  const run = promisify(execFile);

  test('takes the first of every class, in file order', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sample-'));
    const out = join(folder, 'out.bin');
    await run(process.execPath, [sample('make-sample.mjs'), out, '2', sample('test_1000.bin')]);
    const whole = await readCifar10(sample('test_1000.bin'));
    const taken = await readCifar10(out);
    const seen = new Array<number>(10).fill(0);
    const first = Array.from(whole.labels.keys()).filter((i) => seen[whole.labels[i]!]++ < 2);
    expect([...taken.labels]).toEqual(first.map((i) => whole.labels[i]));
    first.forEach((from, to) => {
      expect(taken.images.slice(to * 3072, (to + 1) * 3072)).toEqual(
        whole.images.slice(from * 3072, (from + 1) * 3072),
      );
    });
    await rm(folder, { recursive: true });
  });

  test('writes nothing when a class is too small', async () => {
    const out = join(tmpdir(), 'never-written.bin');
    await expect(
      run(process.execPath, [sample('make-sample.mjs'), out, '101', sample('test_1000.bin')]),
    ).rejects.toThrow('expected 101 records of class 0 but received 100');
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });
});
