import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisProcess } from '../../files/src/lock/processIdentity.js';
import { readRun } from '../../runs/src/report/readRun.js';
import { outcomeOf } from '../../runs/src/report/summary.js';
import { eventsOf, type Given, reportOf, runFolderIn, tested, textOf } from '../../runs/test/runFolder.js';
import { spikegrad } from './commandLine.js';

let root = '';
const runFolder = (...given: Given): Promise<string> => runFolderIn(root, ...given);
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'spikegrad-report-'))));
afterAll(() => rm(root, { recursive: true }));

describe('metrics', () => {
  test.each([
    ['no batch', [], '', [], 'metrics.jsonl has no batch: the run was ended before its first, or the file was cut'],
    [
      'half a line',
      eventsOf(2),
      '{"event":"iter',
      [],
      'metrics.jsonl ends in the middle of a line; that line is not shown',
    ],
    [
      'less than a checkpoint',
      eventsOf(2),
      '',
      ['step-000001', 'step-000009'],
      'metrics.jsonl has 2 batches, but there is a checkpoint of batch 9: the file was cut',
    ],
    [
      'nothing of a run with a checkpoint',
      [],
      '',
      ['step-000001'],
      'metrics.jsonl has 0 batches, but there is a checkpoint of batch 1: the file was cut',
    ],
  ])('that were cut are a warning: %s', async (name, events, rest, checkpoints, warning) => {
    const folder = await runFolder(`cut to ${name}`, events);
    await appendFile(join(folder, 'metrics.jsonl'), rest);
    await mkdir(join(folder, 'checkpoints'));
    for (const each of checkpoints) await writeFile(join(folder, 'checkpoints', `${each}.safetensors`), '');
    expect((await spikegrad('report', folder)).err).toBe(`warning: ${warning}`);
    expect(textOf((await reportOf(folder)).document.querySelector('.warnings'))).toContain(warning);
  });

  test('that are whole are none, of a run with all its checkpoints', async () => {
    const folder = await runFolder('not cut', eventsOf(9));
    await mkdir(join(folder, 'checkpoints'));
    await writeFile(join(folder, 'checkpoints', 'step-000009.safetensors'), '');
    expect((await readRun(folder)).warnings).toEqual([]);
  });
});

describe('a run whose lock is there', () => {
  const lock = async (folder: string, holder: object): Promise<string> => {
    const line = { host: hostname(), pid: process.ppid, started: null, since: '2024-05-01T00:00:00.000Z', ...holder };
    await writeFile(join(folder, 'run.lock'), JSON.stringify(line));
    return folder;
  };

  test('is still training where the process lives, and lacks nothing yet', async () => {
    const folder = await lock(await runFolder('trains', eventsOf(12)), {});
    await appendFile(join(folder, 'metrics.jsonl'), '{"event":"iter');
    const { out, err } = await spikegrad('report', folder);
    expect([out, err]).toEqual([`written to ${join(folder, 'report.html')}: 12 batches, still training`, '']);
    expect(textOf((await reportOf(folder)).document.querySelector('.warnings'))).toBe(
      'still training: 12 of 40 batches so far',
    );
  });

  test.each([
    ['has ended', { pid: 2 ** 22 + 1 }],
    ['is this one, which writes its report', { pid: process.pid }],
  ])('is stopped where the process %s', async (name, holder) => {
    const own = name.startsWith('is this') ? { started: (await thisProcess()).started } : {};
    const run = await readRun(await lock(await runFolder(name, eventsOf(12)), { ...holder, ...own }));
    expect([outcomeOf(run), run.warnings]).toEqual(['stopped', []]);
  });

  test('is finished once it is tested', async () => {
    expect(outcomeOf(await readRun(await lock(await runFolder('ends', [...eventsOf(40), tested]), {})))).toBe('tested');
  });

  test('of another host may still train, which is said', async () => {
    const run = await readRun(await lock(await runFolder('elsewhere', eventsOf(12)), { host: 'far', pid: 7 }));
    expect(outcomeOf(run)).toBe('stopped');
    expect(run.warnings).toEqual(['process 7 on host far holds run.lock; it may still be training']);
  });
});
