import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '@spikegrad/files';
import { dataFolder } from '../../datasets/test/records.js';
import { listener } from '../../datasets/test/listener.js';
import { small } from '../../trainer/test/tinyConfig.js';
import { readPage } from '../src/reproduce/paperPage.js';
import { reproduce } from '../src/reproduce/reproduce.js';

let folder = '';
beforeAll(async () => {
  folder = await dataFolder();
  const paper = join(folder, 'paper');
  await mkdir(paper);
  const data = { train: ['../train.bin'], test: ['../test.bin'] };
  const row = { id: 'osr', name: 'OSR', published: 94.05, laptop: 'osr.json' };
  const page = { title: 'A tiny table', about: 'One norm.', published: 'full', plots: ['accuracy'], rows: [row] };
  await writeFile(join(paper, 'table4.json'), JSON.stringify(page));
  await writeFile(join(paper, 'osr.json'), JSON.stringify({ ...small, data }));
});
afterAll(() => rm(folder, { recursive: true }));

test('an interrupted page says how to go on with the same rows and seeds, of the same folder of pages', async () => {
  const [paper, out, reporter] = [join(folder, 'paper'), join(folder, 'out'), listener()];
  const options = { scale: 'laptop', seeds: 3, out, resume: false, rows: ['osr'], onlySeeds: [2, 3] } as const;
  expect(await reproduce(await readPage('table4', paper), options, reporter, AbortSignal.abort())).toBe('stopped');
  const command = `spikegrad reproduce table4 --scale laptop --seeds 3 --rows osr --only-seeds 2,3 --paper ${quoted(paper)}`;
  expect(reporter.said).toContain(`continue with: ${command} --out ${quoted(out)} --resume`);
});
