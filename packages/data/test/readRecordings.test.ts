import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FormatError } from '@spikegrad/core';
import {
  batches,
  cifar10Classes,
  imageAt,
  readCifar10Dvs,
  readGestures,
  readNMnist,
  type Transform,
} from '../src/index.js';
import { BatchWorkers } from '../src/workers/index.js';
import { aedat2Bytes, aedat3Bytes, nmnistBytes, packet, type Told } from './recordings.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'recordings-'));
});
afterAll(() => rm(root, { recursive: true }));

const put = async (path: string, bytes: Uint8Array | string): Promise<string> => {
  const whole = join(root, path);
  await mkdir(join(whole, '..'), { recursive: true });
  await writeFile(whole, bytes);
  return whole;
};

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** As many events as said, all of pixel (x, 0). */
const events = (count: number, x: number): Told[] => Array.from({ length: count }, (_, i) => [x, 0, i % 2, i]);

describe('readNMnist', () => {
  beforeAll(async () => {
    for (let digit = 0; digit < 10; digit++)
      // Hidden files, such as those that macOS puts beside others, are no recordings.
      for (const name of ['00002.bin', '00001.bin', 'notes.txt', '._00001.bin', '.DS_Store'])
        await put(
          `nmnist/Train/${digit}/${name}`,
          /^(\.|notes)/.test(name) ? 'x' : nmnistBytes(events(4 + digit, Number(name[4]))),
        );
  });

  test('reads folders of digits, recordings by name, with progress', async () => {
    const done: string[] = [];
    const progress = (now: number, all: number) => void done.push(`${now}/${all}`);
    const dataset = await readNMnist(join(root, 'nmnist/Train'), { frames: 2, progress });
    expect(dataset).toMatchObject({ count: 20, channels: 2, height: 34, width: 34, frames: 2 });
    expect([...dataset.labels]).toEqual(Array.from({ length: 20 }, (_, i) => i >> 1));
    expect([done[0], done.at(-1)]).toEqual(['1/20', '20/20']);
    const { pixels, channels } = imageAt(dataset, 19); // 13 events of pixel 2: 6 and 7
    expect(channels).toBe(4);
    expect([0, 1, 2, 3].map((plane) => pixels[plane * 34 * 34 + 2])).toEqual([3, 3, 4, 3]);
    expect(total(pixels)).toBe(13);
  });

  test('more than 255 events of a pixel within a frame count 255', async () => {
    for (let digit = 0; digit < 10; digit++)
      await put(`bright/${digit}/1.bin`, nmnistBytes(events(digit === 0 ? 700 : 2, 0)));
    const { pixels } = imageAt(await readNMnist(join(root, 'bright'), { frames: 1 }), 0);
    expect([pixels[0], pixels[34 * 34]]).toEqual([255, 255]);
  });

  test('says what is missing, and where', async () => {
    const at = join(root, 'nmnist');
    await expect(readNMnist(at, { frames: 1 })).rejects.toThrow(
      `[${join(at, '0')}] expected a folder of N-MNIST recordings but received no file`,
    );
    await put('empty/0/readme', '');
    await expect(readNMnist(join(root, 'empty'), { frames: 1 })).rejects.toThrow(
      '.bin recordings of N-MNIST but received none',
    );
    await put('broken/0/1.bin', new Uint8Array(4));
    for (let digit = 1; digit < 10; digit++) await put(`broken/${digit}/1.bin`, nmnistBytes(events(2, 0)));
    await expect(readNMnist(join(root, 'broken'), { frames: 1 })).rejects.toThrow(`[${join(root, 'broken/0/1.bin')}]`);
    await expect(readNMnist(join(root, 'broken'), { frames: 0 })).rejects.toThrow('at least 1 but received 0');
    await expect(readNMnist(join(root, 'nmnist/Train'), { frames: 2 ** 44 })).rejects.toThrow(
      'frames that fit into memory',
    );
  });
});

describe('readCifar10Dvs', () => {
  test('the first nine tenths of each class, by name as strings, are to train on', async () => {
    for (const name of cifar10Classes) await put(`dvs/${name}/._cifar10_${name}_0.aedat`, 'Mac OS X');
    for (const name of cifar10Classes)
      for (let i = 0; i < 11; i++) await put(`dvs/${name}/cifar10_${name}_${i}.aedat`, aedat2Bytes(events(2 + i, 3)));
    const train = await readCifar10Dvs(join(root, 'dvs'), { part: 'train', frames: 1 });
    const testing = await readCifar10Dvs(join(root, 'dvs'), { part: 'test', frames: 1 });
    expect([train.count, testing.count]).toEqual([90, 20]);
    const sizes = (dataset: typeof train, count: number) =>
      Array.from({ length: count }, (_, i) => total(imageAt(dataset, i).pixels) - 2);
    expect(sizes(train, 9)).toEqual([0, 1, 10, 2, 3, 4, 5, 6, 7]); // …_0, _1, _10, _2 …
    expect(sizes(testing, 2)).toEqual([8, 9]);
    expect(imageAt(train, 0).pixels[(127 - 3) * 128 + 127]).toBe(1); // upright: (3, 0) is at (127, 124)
  });
});

describe('readGestures', () => {
  const samples = 'packages/data/samples/dvs-gesture';
  const head = 'class,startTime_usec,endTime_usec';

  test('reads every gesture of the recordings in a list', async () => {
    const dataset = await readGestures(join(samples, 'trials_to_train.txt'), { frames: 20 });
    expect(dataset).toMatchObject({ count: 10, channels: 2, height: 128, width: 128, frames: 20 });
    expect([...dataset.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(total(dataset.images)).toBe(23469); // every event of the file, see golden/events.json
  });

  test('an event at the end of a gesture is not in it', async () => {
    await put('g/trials_to_train.txt', 'a.aedat\n');
    await put('g/a_labels.csv', `${head}\n3,1,3\n5,3,9`);
    await put('g/a.aedat', aedat3Bytes(packet(events(5, 7))));
    const dataset = await readGestures(join(root, 'g/trials_to_train.txt'), { frames: 1 });
    expect([0, 1].map((i) => total(imageAt(dataset, i).pixels))).toEqual([2, 2]);
    await put('g/a_labels.csv', `${head}\n3,7,9`);
    const reading = readGestures(join(root, 'g/trials_to_train.txt'), { frames: 1 });
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow('events from 7 to 9 µs, as in the labels but received none');
  });

  test('a recording that is not there is named', async () => {
    await put('h/trials_to_test.txt', 'b.aedat\n');
    await expect(readGestures(join(root, 'h/trials_to_test.txt'), { frames: 1 })).rejects.toThrow(
      join(root, 'h/b_labels.csv'),
    );
    await put('h/b_labels.csv', `${head}\n1,0,9`);
    await expect(readGestures(join(root, 'h/trials_to_test.txt'), { frames: 1 })).rejects.toThrow(
      join(root, 'h/b.aedat'),
    );
  });
});

describe('batches of frames', () => {
  const list = 'packages/data/samples/dvs-gesture/trials_to_train.txt';

  test('are [T, N, C, H, W], frame t of every sample at t, as floats that are counts', async () => {
    const dataset = await readGestures(list, { frames: 3 });
    let seen = 0;
    for await (const { image, indices } of batches(dataset, { size: 4, seed: 1 })) {
      seen += indices.length;
      expect(image.shape).toEqual([3, indices.length, 2, 128, 128]);
      const data = await image.data();
      const plane = 2 * 128 * 128;
      for (let t = 0; t < 3; t++)
        indices.forEach((index, n) => {
          const at = (t * indices.length + n) * plane;
          const frame = imageAt(dataset, index).pixels.subarray(t * plane, (t + 1) * plane);
          expect(total(data.slice(at, at + plane))).toBe(total(frame));
        });
    }
    expect(seen).toBe(dataset.count);
  });

  test('some of the frames are drawn in their order, the same for a batch, others in another, and the same by workers', async () => {
    // Frame j of every sample says j in all its pixels.
    const images = Uint8Array.from({ length: 10 * 6 * 8 }, (_, i) => Math.floor(i / 8) % 6);
    const shape = { count: 10, frames: 6, channels: 2, height: 2, width: 2 };
    const numbered = { ...shape, images, labels: new Uint8Array(10), classes: ['all'] };
    const workers = new BatchWorkers(numbered, { frames: 4 });
    const seen: string[] = [];
    const made = workers.batches([{ size: 5, seed: 3 }]);
    for await (const { image } of batches(numbered, { size: 5, seed: 3, frames: 4 })) {
      const data = await image.data();
      const chosen = Array.from({ length: 20 }, (_, i) => data[i * 8]!);
      const times = [0, 5, 10, 15].map((i) => chosen[i]!);
      expect(chosen).toEqual(times.flatMap((frame) => [frame, frame, frame, frame, frame]));
      expect([...new Set(times)].sort()).toEqual(times);
      const other = (await made.next()).value!;
      expect(await other.image.data()).toEqual(data);
      seen.push(String(times));
    }
    await workers.close();
    expect(new Set(seen).size).toBe(2);
  });

  test('refuses more frames than samples have, pixel statistics, and frames of still images', async () => {
    const dataset = await readGestures(list, { frames: 2 });
    const take = (options: object) => () => batches(dataset, { size: 2, ...options });
    expect(take({ frames: 3 })).toThrow('1 to 2 frames, the number of a sample but received 3');
    expect(take({ normalise: { mean: [0, 0], deviation: [1, 1] } })).toThrow('no `normalise` for frames of events');
    const { frames: _, ...still } = dataset;
    expect(() =>
      batches({ ...still, images: dataset.images.subarray(0, 10 * 2 * 128 * 128) }, { size: 1, frames: 1 }),
    ).toThrow('1 to 0 frames');
  });

  test('a transform moves all frames of a sample alike', async () => {
    const dataset = await readGestures(list, { frames: 2 });
    const seen: number[] = [];
    const spy: Transform = (image) => {
      seen.push(image.channels);
      return image;
    };
    for await (const { image } of batches(dataset, { size: 10, transform: spy })) expect(image.shape[0]).toBe(2);
    expect(seen).toEqual(new Array(10).fill(4));
  });
});
