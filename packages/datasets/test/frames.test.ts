import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { countedFrames, openGestures, sampleAt, type Dataset, type RecordingSet } from '@spikegrad/data';
import fc from 'fast-check';
import { FileError } from '../../files/src/fileError.js';
import { nodeFiles } from '../../files/src/nodeFiles.js';
import { cachedFrames } from '../src/frames/cachedFrames.js';
import { thisProcess } from '../../files/src/lock/processIdentity.js';
import { encodeFooter, type Footer } from '../src/frames/footer.js';
import { keptFrames } from '../src/frames/keptFrames.js';
import { listener } from './listener.js';
import { quickFiles } from '../../files/test/quickFiles.js';

const list = 'packages/data/samples/dvs-gesture/trials_to_train.txt';
const options = { frames: 3, by: 'number' } as const;

let folder = '';
let set: RecordingSet;
beforeAll(async () => {
  set = await openGestures(list);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  made.push(folder);
});
const made: string[] = [];
afterAll(() => Promise.all(made.map((each) => rm(each, { recursive: true }))));

/** The same recordings, and how often they were read. */
function counting(of: RecordingSet): RecordingSet & { readonly reads: () => number } {
  let reads = 0;
  return {
    ...of,
    reads: () => reads,
    recordings() {
      reads++;
      return of.recordings();
    },
  };
}

const open = (of: RecordingSet, terminal = listener(), files = quickFiles) =>
  cachedFrames(of, 'gestures', options, terminal, { folder, files });

async function contentOf(dataset: Dataset) {
  const samples = [];
  for (let i = 0; i < dataset.count; i++) samples.push(Buffer.from((await sampleAt(dataset, i)).pixels));
  return { labels: [...dataset.labels], pixels: Buffer.concat(samples).toString('latin1'), frames: dataset.frames };
}

const onlyFile = async (): Promise<string> => {
  const names = await readdir(folder);
  expect(names).toEqual([expect.stringMatching(/^gestures-3-by-number-[0-9a-f]{16}\.frames$/)]);
  return join(folder, names[0]!);
};

describe('frames of recordings, kept in a file', () => {
  test('are those that are counted in memory, and are counted once', async () => {
    const watched = counting(set);
    const terminal = listener();
    const first = await open(watched, terminal);
    const { images, ...rest } = await countedFrames(set, options);
    expect(await contentOf(first)).toEqual({
      ...{ labels: [...rest.labels], frames: 3 },
      pixels: Buffer.from(images).toString('latin1'),
    });
    expect(await contentOf(await open(watched, terminal))).toEqual(await contentOf(first));
    expect(watched.reads()).toBe(1);
    expect(terminal.said).toEqual([expect.stringContaining('10 recordings, 23,469 events, written as frames to')]);
    await onlyFile();
  });

  test('of other settings or recordings lie in another file', async () => {
    await open(set);
    await cachedFrames(set, 'gestures', { frames: 2, by: 'time' }, listener(), { folder });
    await open({ ...set, files: [...set.files, list] });
    expect(new Set(await readdir(folder)).size).toBe(3);
  });

  test('are counted anew when a recording has changed since', async () => {
    const source = join(folder, 'source');
    await writeFile(source, 'x');
    const other = { ...set, files: [source] };
    const before = await open(other);
    await utimes(source, new Date(0), new Date(0));
    const watched = counting(other);
    const terminal = listener();
    expect(await contentOf(await open(watched, terminal))).toEqual(await contentOf(before));
    expect(watched.reads()).toBe(1);
    expect(terminal.said[0]).toContain('was made from other recordings; counting the frames again');
    await rm(source);
    await expect(open(other)).rejects.toThrow(`[${source}] expected a file of recordings but received ENOENT`);
  });

  test('are counted anew wherever their file is damaged, and come out the same', async () => {
    const right = await contentOf(await open(set));
    const path = await onlyFile();
    const whole = await readFile(path);
    const damage = fc.oneof(
      fc.nat({ max: whole.length - 1 }).map((at) => () => {
        const changed = Uint8Array.from(whole);
        changed[at]! ^= 1;
        return writeFile(path, changed);
      }),
      fc.nat({ max: whole.length - 1 }).map((length) => () => truncate(path, length)),
      fc.constant(() => writeFile(path, Buffer.concat([whole, whole]))),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => () => writeFile(path, bytes)),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (harm) => {
        await writeFile(path, whole);
        await harm();
        const terminal = listener();
        expect(await contentOf(await open(set, terminal))).toEqual(right);
        expect(terminal.said[0]).toMatch(/is damaged.*; counting the frames again/);
      }),
      { numRuns: 12 },
    );
  });

  test('are found to be damaged by each flipped bit of their file, in frames, labels and all else, or the bit does no harm', async () => {
    const pixel = { width: 1, height: 1, x: Uint16Array.of(0), y: Uint16Array.of(0), polarity: Uint8Array.of(1) };
    const tiny: RecordingSet = {
      ...{ files: [], count: 3, width: 1, height: 1, classes: ['a', 'b'] },
      async *recordings() {
        for (const label of [0, 1, 0]) yield { label, events: { ...pixel, count: 1, time: Float64Array.of(1) } };
      },
    };
    const right = await contentOf(await cachedFrames(tiny, 'tiny', options, listener(), { folder, files: quickFiles }));
    const path = join(folder, (await readdir(folder))[0]!);
    const whole = await readFile(path);
    const { settings, sources } = JSON.parse(whole.subarray(18, -12).toString()) as Footer;
    const wanted = { path, settings, sources, bytes: 18, count: 3 };
    expect((await keptFrames(wanted)).labels).toEqual(right.labels);
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const changed = Uint8Array.from(whole);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(path, changed);
      const { labels, fault } = await keptFrames(wanted);
      if (fault === null) expect({ bit, labels }).toEqual({ bit, labels: right.labels });
      if (bit < 8 * 18) expect(fault).toContain('has a wrong checksum');
    }
  });

  test('a footer that claims more than there is is not believed', async () => {
    await open(set);
    const path = await onlyFile();
    const { size } = await stat(path);
    const footer = { settings: '', sources: '', sum: '', labels: [1, 2] };
    const lies = [Buffer.concat([Buffer.from([255, 255, 255, 255]), Buffer.from('sgframes')]), encodeFooter(footer)];
    for (const lie of lies) {
      await writeFile(path, lie);
      const terminal = listener();
      await open(set, terminal);
      expect(terminal.said[0]).toContain('counting the frames again');
      expect((await stat(path)).size).toBe(size);
    }
  });

  test('are counted by one of two that want them at once; the other waits, and what it needs is not removed', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let reached = (): void => undefined;
    const halfway = new Promise<void>((resolve) => (reached = resolve));
    const slow = counting({
      ...set,
      async *recordings() {
        for await (const each of set.recordings()) {
          yield each;
          reached();
          await gate;
        }
      },
    });
    const first = open(slow);
    await halfway;
    const terminal = listener();
    let waits = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (waits = resolve));
    const second = open(slow, { ...terminal, say: (text) => (terminal.say(text), waits()) });
    await waiting;
    release();
    expect(await contentOf(await second)).toEqual(await contentOf(await first));
    expect(terminal.said).toEqual([expect.stringMatching(/^waiting for the frames of .* process \d+ on host/)]);
    expect(slow.reads()).toBe(1);
    await onlyFile();
  });

  test('clear away what a process that has ended left of the same file, and nothing else', async () => {
    await open(set);
    const path = await onlyFile();
    await rm(path);
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(`${path}.lock`, JSON.stringify({ ...(await thisProcess()), pid, started: null, since: '' }));
    for (const name of [`${path}.tmp-${pid}-0`, join(folder, 'other.frames.tmp-1-0')]) await writeFile(name, 'half');
    await open(set);
    expect((await readdir(folder)).map((name) => join(folder, name)).sort()).toEqual(
      [path, join(folder, 'other.frames.tmp-1-0')].sort(),
    );
  });

  test('on a full disk nothing is left but the advice', async () => {
    const full = {
      ...quickFiles,
      create: async (path: string) => ({
        ...(await nodeFiles.create(path)),
        write: () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
      }),
    };
    const counted = open(set, listener(), full);
    await expect(counted).rejects.toThrow(FileError);
    await expect(counted).rejects.toThrow(/a full disk \(ENOSPC\).*set SPIKEGRAD_FRAMES to a folder on another disk/);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a recording that cannot be read is named, and no frames are left behind', async () => {
    const broken: RecordingSet = {
      ...set,
      async *recordings() {
        for await (const each of set.recordings()) yield each;
        yield* (await openGestures('packages/data/samples/nowhere.txt')).recordings();
      },
    };
    await expect(open(broken)).rejects.toThrow('[packages/data/samples/nowhere.txt]');
    expect(await readdir(folder)).toEqual([]);
  });
});
