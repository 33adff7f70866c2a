import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileSystem } from '../../files/src/fileSystem.js';
import { LockError, takeLock } from '../../files/src/lock/lock.js';
import { nodeFiles } from '../../files/src/nodeFiles.js';
import { hasEnded, thisProcess, type ProcessIdentity } from '../../files/src/lock/processIdentity.js';
import { resume } from '../../runs/src/train/resume.js';
import { train } from '../../runs/src/train/train.js';
import { Disk } from '../../files/test/filesDisk.js';
import { filesOf } from '../../runs/test/finished.js';
import { listener } from '../../datasets/test/listener.js';
import { quickFiles } from '../../files/test/quickFiles.js';
import { dataFolder } from '../../datasets/test/records.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-lock-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A process that has ended: its number is free, or another process has it. */
const ended = (): number => spawnSync(process.execPath, ['--version']).pid;

const lineOf = (identity: object): string => `${JSON.stringify({ ...identity, since: '2026-01-01T00:00:00.000Z' })}\n`;

const onLinux = process.platform === 'linux';

describe('a process', () => {
  test('that runs has not ended; one whose number is free, or that started at another time, has', async () => {
    const me = await thisProcess();
    expect(me).toEqual({
      host: hostname(),
      pid: process.pid,
      started: onLinux ? expect.stringMatching(/^\d+$/) : null,
    });
    expect(await hasEnded(me)).toBe(false);
    expect(await hasEnded({ ...me, pid: ended(), started: null })).toBe(true);
    expect(await hasEnded({ ...me, started: '1' })).toBe(onLinux);
    expect(await hasEnded({ ...me, started: null })).toBe(false);
  });

  test('on another host is never known to have ended', async () => {
    expect(await hasEnded({ host: 'elsewhere', pid: ended(), started: '1' })).toBe(false);
  });
});

describe('a lock', () => {
  test('is taken once, names who holds it, and is free again once it is released', async () => {
    const path = join(folder, 'once.lock');
    const lock = await takeLock(path, nodeFiles);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ host: hostname(), pid: process.pid });
    await expect(takeLock(path, nodeFiles)).rejects.toThrow(LockError);
    await expect(takeLock(path, nodeFiles)).rejects.toThrow(
      `once.lock] expected that no other process writes into this folder but received process ${process.pid} on host ${hostname()}, since `,
    );
    await lock.release();
    await (await takeLock(path, nodeFiles)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('of a process that has ended on this host is taken over', async () => {
    const path = join(folder, 'stale.lock');
    const me = await thisProcess();
    for (const gone of [{ ...me, pid: ended() }, ...(onLinux ? [{ ...me, started: '1' }] : [])]) {
      await writeFile(path, lineOf(gone));
      const lock = await takeLock(path, nodeFiles);
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject(me);
      await lock.release();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  test('of another host, or one that cannot be read, is left alone, and the message says what to do', async () => {
    const path = join(folder, 'foreign.lock');
    await writeFile(path, lineOf({ host: 'elsewhere', pid: ended(), started: '1' }));
    await expect(takeLock(path, nodeFiles)).rejects.toThrow(
      /process \d+ on host elsewhere, since 2026-01-01T00:00:00.000Z; host .* cannot check whether it still runs; if it has ended, remove the file/,
    );
    await writeFile(path, '{"host"');
    await expect(takeLock(path, nodeFiles)).rejects.toThrow(/a lock that cannot be read; remove the file/);
    expect(await readdir(folder)).toEqual(['foreign.lock']);
    await rm(path);
  });

  test('that was left goes to exactly one of those who want it, in whatever order their calls are done', async () => {
    const me = await thisProcess();
    const gone: ProcessIdentity = { ...me, pid: ended() };
    const files = ['run.lock', 'run.lock.takeover'];
    const left = fc.subarray(files);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), left, fc.integer({ min: 2, max: 3 }), async (scheduler, stale, takers) => {
        const disk = new Disk();
        for (const path of stale) disk.put(path, lineOf(gone));
        const scheduled = Object.fromEntries(
          (['create', 'link', 'read', 'remove', 'rename'] as const).map((call) => [
            call,
            scheduler.scheduleFunction(disk[call] as (...paths: string[]) => Promise<unknown>),
          ]),
        ) as unknown as FileSystem;
        const all = Array.from({ length: takers }, () => takeLock('run.lock', scheduled, me));
        const results = await scheduler.waitFor(Promise.allSettled(all));
        const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
        for (const reason of lost) expect(reason).toBeInstanceOf(LockError);
        expect(takers - lost.length).toBeLessThanOrEqual(1);
        expect(JSON.parse(disk.text('run.lock')!)).toMatchObject(takers - lost.length === 1 ? me : gone);
      }),
    );
  });

  test('that was left goes to exactly one of eight processes', async () => {
    const path = join(folder, 'wanted.lock');
    await writeFile(path, lineOf({ ...(await thisProcess()), pid: ended() }));
    const built = (name: string) => JSON.stringify(new URL(`../../files/dist/${name}.js`, import.meta.url).href);
    const script = `
      import { takeLock } from ${built('lock/lock')};
      import { nodeFiles } from ${built('nodeFiles')};
      process.stdin.on('data', () => process.exit());
      await takeLock(${JSON.stringify(path)}, nodeFiles).then(() => console.log('won'), (error) => console.log(error.name));`;
    const children = Array.from({ length: 8 }, () => spawn(process.execPath, ['--input-type=module', '-e', script]));
    const said = await Promise.all(
      children.map(
        (child) => new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text).trim()))),
      ),
    );
    await Promise.all(
      children.map((child) => {
        const closed = new Promise((resolve) => child.once('close', resolve));
        child.stdin.write('end\n');
        return closed;
      }),
    );
    expect(said.toSorted()).toEqual([...Array.from({ length: 7 }, () => 'LockError'), 'won']);
    await (await takeLock(path, nodeFiles)).release(); // its process has ended
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a folder that one process writes into', () => {
  let place = '';
  beforeAll(async () => {
    place = await dataFolder();
  });
  afterAll(() => rm(place, { recursive: true }));

  const command = fileURLToPath(new URL('../bin/spikegrad.js', import.meta.url));
  const run = (...flags: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...flags], { encoding: 'utf8' });
    return { code: status, out: stdout, err: stderr };
  };

  test('refuses a second one, which changes nothing; the first ends in the files of a run that was alone', async () => {
    const config = tinyConfig(place, { iterations: 4, checkpoint: { every: 1 } });
    const [whole, shared] = [join(place, 'whole'), join(place, 'shared')];
    await train(config, whole, listener(), undefined, quickFiles);
    const stop = new AbortController();
    const stopping = listener(({ iteration }) => (iteration === 1 ? stop.abort() : undefined));
    await train(config, shared, stopping, stop.signal, quickFiles);
    expect(await readdir(shared)).not.toContain('run.lock');

    const before = await filesOf(shared);
    const second: ReturnType<typeof run>[] = [];
    const first = listener(({ event }) => {
      if (event === 'iteration' && second.length === 0) second.push(run('train', '--resume', shared));
    });
    const seen = await resume(shared, undefined, first, undefined, quickFiles);
    expect(second).toEqual([{ code: 1, out: expect.any(String), err: expect.any(String) }]);
    expect(second[0]!.err).toMatch(
      new RegExp(`error: \\[.*run\\.lock\\] expected that no other .* received process ${process.pid} on host `),
    );
    expect(seen).not.toBeNull();
    expect(await filesOf(shared)).toEqual(await filesOf(whole));
    expect(await filesOf(shared)).not.toEqual(before);
    expect(await readdir(shared)).toEqual(await readdir(whole));
  });

  test('a page of reproduce too', async () => {
    const lock = await takeLock(join(place, 'reproduce.lock'), nodeFiles);
    const flags = ['--scale', 'laptop', '--out', place, '--device', 'cpu'];
    expect(run('reproduce', 'table1', ...flags)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/reproduce\.lock\] expected that no other process writes into this folder/),
    });
    await lock.release();
  });

  test('is free again after an error', async () => {
    const out = join(place, 'failed');
    const crash = listener(({ event }) => {
      if (event === 'iteration') throw new Error('a crash');
    });
    await expect(train(tinyConfig(place, {}), out, crash, undefined, quickFiles)).rejects.toThrow('a crash');
    expect(await readdir(out)).not.toContain('run.lock');
    await resume(out, undefined, listener(), undefined, quickFiles);
    expect(await readdir(out)).not.toContain('run.lock');
  });
});
