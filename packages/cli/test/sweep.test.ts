import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spikegrad } from './commandLine.js';
import { dataFolder } from '../../datasets/test/records.js';
import { small } from '../../trainer/test/tinyConfig.js';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
const sweep = (...flags: string[]) =>
  spikegrad('sweep', at('tiny.json'), '--priority', 'normal', '--out', at('out'), '--seeds', '2', ...flags);
const rates = ['--set', 'optimizer.learningRate=0.01,0.1'];

beforeAll(async () => {
  folder = await dataFolder();
  const data = { train: ['train.bin'], test: ['test.bin'] };
  await writeFile(at('tiny.json'), JSON.stringify({ ...small, data, validation: { samples: 10 } }));
});
afterAll(() => rm(folder, { recursive: true }));

interface Swept {
  readonly event: string;
  readonly outcome: string;
  readonly rows: readonly {
    readonly name: string;
    readonly validation: string;
    readonly test: string;
    readonly finished: number;
  }[];
}

const last = (out: string): Swept => JSON.parse(out.split('\n').at(-1)!) as Swept;

test('a sweep trains every combination over the seeds, ends in a table and plots, and goes on where it was', async () => {
  const { code, out } = await sweep(...rates);
  expect(code).toBe(0);
  expect(out).toMatch(/learningRate=0\.01: validation [\d.]+ ± [\d.]+ %, test [\d.]+ ± [\d.]+ % \(2 of 2 runs\)/);
  expect((await readdir(at('out', 'runs'))).sort()).toEqual(
    ['0.01', '0.1'].flatMap((rate) => [1, 2].map((seed) => `learningRate=${rate}-seed-${seed}`)),
  );
  const of = async (run: string) =>
    JSON.parse(await readFile(at('out', 'runs', run, 'config.json'), 'utf8')) as {
      seed: number;
      optimizer: { learningRate: number };
    };
  const { seed, optimizer } = await of('learningRate=0.1-seed-2');
  expect([seed, optimizer.learningRate]).toEqual([2, 0.1]);
  const text = await readFile(at('out', 'sweep.md'), 'utf8');
  expect(text).toMatch(/\| learningRate=0\.1 +\| [\d.]+ ± [\d.]+ +\| [\d.]+ ± [\d.]+ +\| 2 of 2 +\|/);
  for (const name of ['accuracy', 'epochs'])
    expect(await readFile(at('out', `sweep-${name}.svg`), 'utf8')).toContain('learningRate=0.01');

  await rm(at('out', 'runs', 'learningRate=0.1-seed-1'), { recursive: true });
  const again = await sweep(...rates, '--resume', '--json');
  const begun = again.out.split('\n').filter((line) => line.includes('"event":"start"'));
  expect(begun.map((line) => (JSON.parse(line) as { row: string; seed: number }).row)).toEqual(['learningRate=0.1']);
  expect(last(again.out)).toMatchObject({ event: 'sweep', outcome: 'whole', rows: [{ finished: 2 }, { finished: 2 }] });
  expect(await readFile(at('out', 'sweep.md'), 'utf8')).toBe(text);
});

test('runs that lie there are not mixed with new ones, and a wrong field or value fails before anything is trained', async () => {
  expect(await sweep(...rates)).toMatchObject({ code: 1, err: expect.stringContaining('continue with --resume') });
  const odd = await sweep('--set', 'optimizer.rate=0.1', '--out', at('odd'));
  expect(odd).toMatchObject({ code: 1, err: expect.stringContaining('optimizer.rate') });
  const value = await sweep('--set', 'steps=2,no', '--out', at('odd'));
  expect(value).toMatchObject({ code: 1, err: expect.stringContaining('steps') });
  await expect(readdir(at('odd'))).rejects.toThrow('ENOENT');
});
