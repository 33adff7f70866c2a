import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { cifar10Classes } from '@spikegrad/data';
import { cifar10Dvs } from '../../datasets/src/sets/cifar10Dvs.js';
import { dvsGesture } from '../../datasets/src/sets/dvsGesture.js';
import { inspectProvided } from '../../datasets/src/open/inspectProvided.js';
import { nmnist } from '../../datasets/src/sets/nmnist.js';
import { openPart } from '../../datasets/src/open/openData.js';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { spikegrad } from './commandLine.js';
import { framesFolder } from '../../datasets/test/framesFolder.js';
import { listener } from '../../datasets/test/listener.js';
import { small } from '../../trainer/test/tinyConfig.js';

const folder = framesFolder();

const put = async (...names: readonly string[]): Promise<void> => {
  const path = folder.in(...names);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, Uint8Array.of(1, 2, 0, 0, 3)); // an event of N-MNIST
};

describe('sets of recordings that a user provides', () => {
  beforeAll(async () => {
    for (let digit = 0; digit < 10; digit++) await put('half', 'nmnist', 'Train', String(digit), '00001.bin');
    for (const name of cifar10Classes)
      for (const i of [0, 1]) await put('half', 'cifar10Dvs', name, `cifar10_${name}_${i}.aedat`);
    await put('zips', 'cifar10Dvs', 'airplane.zip');
    await put('zips', 'dvsGesture', 'DvsGesture.tar.gz');
  });

  test('are counted by the names of their files', async () => {
    expect(await inspectProvided(nmnist, folder.in('half', 'nmnist'))).toMatchObject({
      state: 'partial',
      parts: [
        { state: 'wrong', samples: 10, found: '10 of 60,000 samples' },
        { state: 'absent', found: 'no Test' },
      ],
    });
    expect((await inspectProvided(cifar10Dvs, folder.in('half', 'cifar10Dvs'))).parts).toMatchObject([
      { samples: 10 }, // ⌊0.9 · 2⌋ of each class
      { samples: 10 },
    ]);
  });

  test('archives that are not unpacked are recognised', async () => {
    expect((await inspectProvided(cifar10Dvs, folder.in('zips', 'cifar10Dvs'))).lookalike).toBe(
      'archives of CIFAR10-DVS that are not unpacked',
    );
    expect((await inspectProvided(dvsGesture, folder.in('zips', 'dvsGesture'))).lookalike).toBe(
      'an archive of DVS128-Gesture that is not unpacked',
    );
  });

  test.each([
    ['nmnist', '/half', '10 of 60,000 samples; test: no Test'],
    ['dvsGesture', '/zips', 'an archive of DVS128-Gesture that is not unpacked'],
    ['cifar10Dvs', '/nowhere', 'train: no folder; test: no folder'],
  ])('a run on %s that is not whole says what is there and what to do', async (set, place, found) => {
    const config = folder.in(`${set}.json`);
    await writeFile(config, JSON.stringify({ ...small, data: { set } }));
    process.env['SPIKEGRAD_DATASETS'] = folder.in() + place;
    const { code, err } = await spikegrad('train', config);
    Reflect.deleteProperty(process.env, 'SPIKEGRAD_DATASETS');
    expect(code).toBe(1);
    expect(err).toContain(found);
    expect(err).toContain(`spikegrad data info ${set}`);
  });

  test('their place, source and layout are told', async () => {
    for (const { name, address, layout } of [nmnist, dvsGesture, cifar10Dvs]) {
      const { out } = await spikegrad('data', 'info', name);
      for (const line of [address, ...layout]) expect(out).toContain(line);
    }
  });
});

describe('a folder that is no such recordings', () => {
  const open = (format: string, path: string) => {
    const { data } = parseConfig({ ...small, data: { format, train: [path], test: [path] } }, 'wrong');
    return openPart(data, 'train', [path], listener());
  };

  test('is named, with what belongs there and the command that says so', async () => {
    await expect(open('nmnist', folder.in('half'))).rejects.toThrow(
      /half.0\] expected a folder of N-MNIST recordings but received no file \(ENOENT\); `spikegrad data info nmnist`/,
    );
    await expect(open('cifar10Dvs', folder.in('half', 'nmnist', 'Train'))).rejects.toThrow(
      /airplane\] expected a folder of CIFAR10-DVS recordings.*`spikegrad data info cifar10Dvs`/,
    );
    await put('list.txt');
    await expect(open('dvsGesture', folder.in('list.txt'))).rejects.toThrow(
      /the plain name of an \.aedat file in line 1.*`spikegrad data info dvsGesture`/,
    );
  });

  test('with a recording that is broken names it', async () => {
    await expect(open('cifar10Dvs', folder.in('half', 'cifar10Dvs'))).rejects.toThrow(
      /cifar10_airplane_0\.aedat\] expected #!AER-DAT2\.0 as the first line/,
    );
  });
});
