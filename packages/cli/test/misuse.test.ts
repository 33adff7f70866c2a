import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OneProcess } from './childProcess.js';
import { dataFolder } from '../../datasets/test/records.js';
import { small } from '../../trainer/test/tinyConfig.js';
import { posixOnly } from '../../../tools/jest/posixOnly.js';

const command = fileURLToPath(new URL('../bin/spikegrad.js', import.meta.url));

/** Runs the built command, and closes its output as soon as it says something, as `| head -1` does. */
const runDeaf = (flags: readonly string[]): Promise<{ code: number | null; errors: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...flags]);
    let errors = '';
    child.stdout.on('data', () => child.stdout.destroy());
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.on('error', reject).on('close', (code) => resolve({ code, errors }));
  });

let folder = '';
beforeAll(async () => {
  folder = await dataFolder();
});
afterAll(() => rm(folder, { recursive: true }));

posixOnly('SIGPIPE').test(
  'a reader that has enough ends a run quietly, with the code of SIGPIPE and no half-written file',
  async () => {
    const [config, out] = [join(folder, 'tiny.json'), join(folder, 'run')];
    const data = { train: ['train.bin'], test: ['test.bin'] };
    await writeFile(config, JSON.stringify({ ...small, iterations: 500, data }));
    expect(await runDeaf(['train', config, '--out', out, '--json'])).toEqual({ code: 141, errors: '' });
    expect(await readdir(out)).not.toContainEqual(expect.stringContaining('.tmp-'));
  },
);

describe('what a wrong call is told', () => {
  const spikegrad = new OneProcess();
  afterAll(() => spikegrad.end());

  test.each([
    ['data gte', "error: unknown command 'gte'\n(Did you mean get?)\nsee `spikegrad data --help`\n"],
    ['train --bogus', "error: unknown option '--bogus'\nsee `spikegrad train --help`\n"],
    ['evaluate', "error: missing required argument 'folder'\nsee `spikegrad evaluate --help`\n"],
    ['bench --threads 1000', /'1000' is invalid. an integer from 1 to 64 is needed.\nsee `spikegrad bench --help`\n$/],
    ['data check cifar10 --dir my~sets', /`spikegrad data get cifar10 --dir 'my~sets'` to repair it\n$/],
    [
      'train nope.json',
      /^error: \[nope.json\] .* but received no such file; `spikegrad train --help` shows an example\n$/,
    ],
    ['bench packages', /^error: \[packages\] .* but received a folder; .*shows an example\n$/],
    ['report packages', /^error: \[packages\] .* but received a folder without config.json; name a folder that .*\n$/],
    ['evaluate nope', /^error: \[nope\] .* but received no such folder; .*\n$/],
    ['evaluate nope --batch-size 99999', /an integer from 1 to 65536 is needed/],
    ['report nope', /^error: \[nope\] .* but received no such folder; `spikegrad train <config>` creates one\n$/],
  ])('spikegrad %s', async (call, told) => {
    const { code, err } = await spikegrad.run(call.split(' '));
    expect(code).toBe(1);
    if (typeof told === 'string') expect(err).toBe(told);
    else expect(err).toMatch(told);
  });
});
