import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OneProcess } from './childProcess.js';
import { madeUp } from '../../runs/test/runs.js';
import { dataFolder } from '../../datasets/test/records.js';
import { small } from '../../trainer/test/tinyConfig.js';
import { posixOnly } from '../../../tools/jest/posixOnly.js';

const command = fileURLToPath(new URL('../bin/spikegrad.js', import.meta.url));
const oneLine = /^error: [^\n]*\n$/;

const spikegrad = new OneProcess();
let folder = '';
beforeAll(async () => {
  folder = await dataFolder();
  const data = { train: ['train.bin'], test: ['test.bin'] };
  await writeFile(join(folder, 'tiny.json'), JSON.stringify({ ...small, data }));
});
afterAll(async () => {
  await spikegrad.end();
  await rm(folder, { recursive: true });
});

/** A folder of a run with the lines of metrics and machine. */
async function runOf(name: string, metrics: readonly object[], machine: readonly object[] = []): Promise<string> {
  const run = join(folder, name);
  await mkdir(run);
  const lines = (events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');
  await writeFile(join(run, 'config.json'), JSON.stringify({ ...small, data: { set: 'cifar10' } }));
  await writeFile(join(run, 'metrics.jsonl'), lines(metrics));
  if (machine.length > 0) await writeFile(join(run, 'machine.jsonl'), lines(machine));
  return run;
}

const event = (fields: object = {}): object => ({ event: 'iteration', ...madeUp(0), ...fields });

describe('one line and no stack trace', () => {
  test('where the folder within a new run cannot be made', async () => {
    let out = join(folder, 'deep');
    while (out.length < 4085) out = join(out, 'x'.repeat(Math.max(1, Math.min(200, 4085 - out.length - 1))));
    const { code, err } = await spikegrad.run(['train', join(folder, 'tiny.json'), '--out', out, '--device', 'cpu']);
    expect(err).toMatch(oneLine);
    expect(err).toContain('ENAMETOOLONG');
    expect(code).toBe(1);
  });

  posixOnly('symbolic links that every user may make').test.each(['metrics.jsonl', 'machine.jsonl'])(
    'where the system does not open %s',
    async (name) => {
      const run = await runOf(`loop-${name}`, [event()]);
      await rm(join(run, name), { force: true });
      await symlink(name, join(run, name));
      const { code, err } = await spikegrad.run(['report', run]);
      expect(err).toMatch(oneLine);
      expect(err).toContain('ELOOP');
      expect(code).toBe(1);
      expect(await readdir(run)).not.toContain('report.html');
    },
  );

  test('where a layer has an empty list of thresholds or rates', async () => {
    for (const field of ['threshold', 'rate']) {
      const layers = [{ layer: 'a', rate: [0.1], threshold: [1], [field]: [] }];
      const { code, err } = await spikegrad.run(['report', await runOf(`empty-${field}`, [event({ layers })])]);
      expect(err).toMatch(oneLine);
      expect(err).toContain(`layers.0.${field}`);
      expect(code).toBe(1);
    }
  });

  posixOnly('/dev/full').test('where standard output is full', () => {
    const { status, stderr } = spawnSync('sh', ['-c', '"$0" "$1" data list > /dev/full', process.execPath, command], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('error: [standard output] expected to write but received ENOSPC\n');
    expect(status).toBe(1);
  });
});

describe('a machine.jsonl that is damaged is a warning', () => {
  const look = { event: 'machine', iteration: 0, device: 'cpu', bytes: 2 ** 20, peakBytes: 2 ** 21, seconds: 1 };

  test.each([
    ['no JSON', 'no JSON', 'expected one JSON event per line but received something else in line 2'],
    [
      'a field of another kind',
      { ...look, iteration: 'one' },
      "expected an event 'machine' but received line 2: iteration",
    ],
  ])('of the command and of the page, which shows what comes before: %s', async (name, line, fault) => {
    const run = await runOf(`damaged by ${name}`, [event()], [look]);
    const text = typeof line === 'string' ? line : JSON.stringify(line);
    await appendFile(join(run, 'machine.jsonl'), `${text}\n\u0000\n`);
    const { code, err } = await spikegrad.run(['report', run]);
    expect(err).toMatch(/^warning: .*; the rest is not shown\n$/);
    expect(err).toContain(`machine.jsonl is damaged: ${fault}`);
    expect(code).toBe(0);
    const page = await readFile(join(run, 'report.html'), 'utf8');
    expect(page).toContain('machine.jsonl is damaged');
    expect(page).toContain('2.0 MiB');
  });
});

test('a run of 150,000 looks at the machine has a small report', async () => {
  const machine = Array.from({ length: 150_000 }, (_, iteration) => ({
    ...{ event: 'machine', iteration, device: 'cpu', bytes: 1, peakBytes: 2, seconds: iteration },
  }));
  const run = await runOf('long', [event()], machine);
  expect(await spikegrad.run(['report', run])).toMatchObject({ code: 0, err: '' });
  expect((await readFile(join(run, 'report.html'))).length).toBeLessThan(200_000);
});

test.each([' ', '', '0x10', '1e3', '-1', '1.5', '٣'])('--seed %p is no number', async (seed) => {
  const { code, err } = await spikegrad.run(['train', join(folder, 'tiny.json'), '--seed', seed]);
  expect(err).toContain('an integer from 0 to 4294967295 is needed');
  expect(code).toBe(1);
});
