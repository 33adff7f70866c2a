import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@spikegrad/core';
import { FileError } from '../../files/src/fileError.js';
import { nodeFiles } from '../../files/src/nodeFiles.js';
import { crc32c } from '../src/tensorboard/crc32c.js';
import { startEvent, valuesEvent, versionEvent } from '../src/tensorboard/event.js';
import { EventLog } from '../src/tensorboard/eventLog.js';
import { record } from '../src/tensorboard/record.js';
import { bitwiseCrc32c, readEvents } from './eventReader.js';
import { madeUp, membrane } from './runs.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-events-'));
});
afterAll(() => rm(folder, { recursive: true }));

const clock = () => 1_700_000_000.5;

describe('the encoding', () => {
  test("gives the bytes that TensorBoard's own writer gives (golden/events.py)", async () => {
    const golden = JSON.parse(await readFile(new URL('golden/events.json', import.meta.url), 'utf8')) as object;
    const scalars = [
      { tag: 'train/loss', value: 0.1 },
      { tag: 'θ', value: -2 },
    ];
    const events = {
      version: versionEvent({ time: 1.5, step: 0 }),
      start: startEvent({ time: 2.25, step: 301 }),
      scalars: valuesEvent({ time: 1.7e9, step: 123456789 }, scalars),
      histogram: valuesEvent({ time: 3, step: 7 }, [{ tag: 'membrane', value: membrane }]),
    };
    const bytes = Object.entries(events).map(([name, event]) => [
      name,
      Buffer.from(record(event.encode())).toString('hex'),
    ]);
    // Ours writes a step of 0, which a protocol buffer may leave out.
    const { version, ...rest } = Object.fromEntries(bytes) as Record<string, string>;
    const { version: goldenVersion, ...goldenRest } = golden as Record<string, string>;
    expect(rest).toEqual(goldenRest);
    const read = (hex: string) => readEvents(Buffer.from(hex, 'hex'));
    expect(read(version!)).toEqual(read(goldenVersion!));
  });

  test('has the checksums of RFC 3720, and those of a division bit by bit', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32c(bytes) === bitwiseCrc32c(bytes)));
  });

  test('says any steps and values so that an independent reader finds them', () => {
    const tagged = fc.record({ tag: fc.string({ minLength: 1, unit: 'grapheme' }), value: fc.float({ noNaN: true }) });
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.uniqueArray(tagged, { selector: ({ tag }) => tag }), (step, values) => {
        const [event] = readEvents(Buffer.from(record(valuesEvent({ step, time: 0.1 }, values).encode())));
        expect([event!.step, event!.time]).toEqual([step, 0.1]);
        expect(new Map(Object.entries(event!.scalars))).toEqual(new Map(values.map(({ tag, value }) => [tag, value])));
      }),
    );
  });
});

describe('an event log', () => {
  test('is a file of its version, every batch with its layers step by step, and the test', async () => {
    const run = join(folder, 'whole');
    await mkdir(run);
    const log = await EventLog.create(run, { clock });
    for (const iteration of [0, 1]) await log.iteration(madeUp(iteration));
    await log.test({ images: 10, accuracy: 0.5, low: 0.25, high: 0.75 });
    await log.close();
    const [name, ...others] = await readdir(run);
    expect([name, others]).toEqual(['events.out.tfevents.1700000000.000.spikegrad', []]);
    const [version, first, second, test, ...more] = readEvents(await readFile(join(run, name!)));
    expect(more).toEqual([]);
    expect(version).toMatchObject({ version: 'brain.Event:2', step: 0, time: clock(), sessionStatus: null });
    expect([first!.step, second!.step, test!.step]).toEqual([1, 2, 2]);
    expect(second!.scalars).toEqual({
      'train/loss': 1,
      'train/accuracy': Math.fround(0.01),
      'train/learning_rate': Math.fround(0.1),
      'memory/live_bytes': memory().bytes,
      'memory/peak_bytes': memory().peakBytes,
      'firing_rate/features.0.neuron/t1': 0.25,
      'firing_rate/features.0.neuron/t2': 0.125,
      'firing_rate/features.1.neuron/t1': 0.125,
      'firing_rate/features.1.neuron/t2': 0.0625,
      'threshold/features.0.neuron/t1': 1,
      'threshold/features.0.neuron/t2': 1.25,
      'threshold/features.1.neuron/t1': 1,
      'threshold/features.1.neuron/t2': 1.25,
      'variance_within_steps/features.0.norm': 3,
      'variance_between_steps/features.0.norm': 1,
      'guard/features.0.norm/t1': 1,
      'guard/features.0.norm/t2': 0,
    });
    expect(first!.scalars).toMatchObject({
      'membrane_skewness/features.0.neuron/t1': 0.5,
      'membrane_kurtosis/features.0.neuron/t2': -0.25,
    });
    expect(test!.scalars).toEqual({ 'test/accuracy': 0.5, 'test/accuracy_low': 0.25, 'test/accuracy_high': 0.75 });
    expect([Object.keys(first!.histograms), Object.keys(second!.histograms)]).toEqual([
      ['membrane/features.0.neuron/t1', 'membrane/features.0.neuron/t2'],
      [],
    ]);
    const histogram = first!.histograms['membrane/features.0.neuron/t1']!;
    expect(histogram).toMatchObject({ min: -3, max: 5, num: 100, sum: 50, sumSquares: 250, buckets: membrane.counts });
    expect(histogram.limits).toHaveLength(membrane.counts.length);
    expect([...histogram.limits].sort((a, b) => a - b)).toEqual(histogram.limits);
    expect([histogram.limits[0], histogram.limits.at(-1)]).toEqual([0.5 - 4 * 1.5, Number.MAX_VALUE]);
  });

  test('of a run that goes on is a further file, later by name, that takes back the steps to come', async () => {
    const run = join(folder, 'resumed');
    await mkdir(run);
    await (await EventLog.create(run, { clock })).close();
    const further = await EventLog.create(run, { clock, learned: 40 });
    await further.iteration(madeUp(40));
    await further.close();
    const names = await readdir(run);
    expect(names.sort()).toEqual(['000', '001'].map((place) => `events.out.tfevents.1700000000.${place}.spikegrad`));
    const events = readEvents(await readFile(join(run, names[1]!)));
    expect(events.map(({ step, sessionStatus }) => [step, sessionStatus])).toEqual([
      [40, null],
      [41, 1],
      [41, null],
    ]);
  });

  test('passes over membranes that are no numbers, and says numbers that are none', async () => {
    const run = join(folder, 'diverged');
    await mkdir(run);
    const log = await EventLog.create(run, { clock });
    const lost = { ...membrane, mean: NaN, deviation: NaN };
    await log.iteration({ ...madeUp(0), loss: NaN, membranes: [{ layer: 'a', steps: [membrane, lost] }] });
    await log.close();
    const [, event] = readEvents(await readFile(join(run, (await readdir(run))[0]!)));
    expect(event!.scalars['train/loss']).toBeNaN();
    expect(Object.keys(event!.histograms)).toEqual(['membrane/a/t1']);
  });

  test('names the file that a full disk refused', async () => {
    const run = join(folder, 'full');
    await mkdir(run);
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    let writes = 0;
    const files = {
      ...nodeFiles,
      create: async (path: string) => {
        const file = await nodeFiles.create(path);
        return { ...file, write: (bytes: Uint8Array) => (writes++ === 0 ? file.write(bytes) : Promise.reject(full)) };
      },
    };
    const log = await EventLog.create(run, { clock, files });
    const refusal = log.iteration(madeUp(0));
    await expect(refusal).rejects.toThrow(FileError);
    await expect(refusal).rejects.toThrow(/tfevents.*a full disk/);
    await log.close();
    await expect(EventLog.create(join(folder, 'nowhere'))).rejects.toThrow(
      /no such file or folder \(ENOENT\); the folder .*nowhere does not exist/,
    );
  });
});
