import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cpu, use } from '@spikegrad/core';
import { wasm } from '@spikegrad/wasm';
import type { FileSystem, OpenFile } from '../../files/src/fileSystem.js';
import { isReportCurrent } from '../src/report/current.js';
import { resume } from '../src/train/resume.js';
import { runFiles } from '../src/folder/runFiles.js';
import { train } from '../src/train/train.js';
import { filesOf } from './finished.js';
import { listener } from '../../datasets/test/listener.js';
import { quickFiles } from '../../files/test/quickFiles.js';
import { dataFolder } from '../../datasets/test/records.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';

/** Every change of the files takes a minute or two; `npm run check:kills` does so. */
const stride = 'everyChange' in globalThis ? 1 : 6;

let folder = '';
beforeAll(async () => {
  await use(wasm({ threads: 1 }));
  folder = await dataFolder();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await use(cpu());
});

/**
 * The file system of this machine as a process sees it that is killed at its change `at`, from 0: a write is done by half, any other
 * change not at all, and no later call does anything.
 */
function killedAt(at: number): { readonly files: FileSystem; readonly changes: () => number } {
  let changes = 0;
  const alive = (): void => {
    if (changes > at) throw new Error('killed');
  };
  const change = (): void => {
    alive();
    if (changes++ === at) throw new Error('killed');
  };
  const opened = (file: OpenFile): OpenFile => ({
    ...file,
    write: async (bytes) => {
      alive();
      if (changes++ < at) return file.write(bytes);
      await file.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
      throw new Error('killed');
    },
    truncate: async (length) => {
      change();
      await file.truncate(length);
    },
  });
  const files: FileSystem = {
    ...quickFiles,
    create: async (path) => {
      change();
      return opened(await quickFiles.create(path));
    },
    append: async (path) => {
      if (await stat(path).catch(() => null)) alive();
      else change();
      return opened(await quickFiles.append(path));
    },
    rename: async (from, to) => {
      change();
      await quickFiles.rename(from, to);
    },
    link: async (path, name) => {
      change();
      await quickFiles.link(path, name);
    },
    remove: async (path) => {
      change();
      await quickFiles.remove(path);
    },
    makeFolder: async (path) => {
      change();
      await quickFiles.makeFolder(path);
    },
  };
  return { files, changes: () => changes };
}

/** The process that held the lock has ended; in this test it is the one that goes on. */
async function endHolder(run: string): Promise<void> {
  for (const lock of [runFiles(run).lock, `${runFiles(run).lock}.takeover`]) {
    const text = await readFile(lock, 'utf8').catch(() => null);
    if (text === null) continue;
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(lock, JSON.stringify({ ...(JSON.parse(text) as object), pid }));
  }
}

test('a run that is killed at any change of its files ends in the files of one that was not, with its report', async () => {
  const config = tinyConfig(folder, { iterations: 3, checkpoint: { every: 1, keep: 1 }, optimizer: { name: 'adam' } });
  const whole = join(folder, 'whole');
  const counted = killedAt(Infinity);
  await train(config, whole, listener(), undefined, counted.files, { tensorboard: true });
  const expected = await filesOf(whole);
  const names = (all: readonly string[]) => all.filter((name) => !name.startsWith('events.')).toSorted();
  expect(counted.changes()).toBeGreaterThan(50);

  for (let at = 0; at < counted.changes(); at += stride) {
    const run = join(folder, `killed-at-${at}`);
    const { files } = killedAt(at);
    await expect(train(config, run, listener(), undefined, files, { tensorboard: true })).rejects.toThrow('killed');
    // A second kill, while the run is brought to its checkpoint or goes on from there.
    if (await stat(run).catch(() => null)) {
      await endHolder(run);
      await resume(run, undefined, listener(), undefined, killedAt(at % 7).files).catch(() => null);
      await endHolder(run);
      await resume(run, undefined, listener(), undefined, quickFiles);
    } else await train(config, run, listener(), undefined, quickFiles);
    expect([at, await filesOf(run)]).toEqual([at, expected]);
    expect([at, await isReportCurrent(run)]).toEqual([at, true]);
    expect([at, names(await readdir(run))]).toEqual([at, names(await readdir(whole))]);
    expect(await readdir(runFiles(run).checkpoints)).toEqual(['step-000003.safetensors']);
    await rm(run, { recursive: true });
  }
}, 900_000);
