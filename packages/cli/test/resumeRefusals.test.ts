import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cpu, use } from '@spikegrad/core';
import type { HostStateDict } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from '../../runs/src/checkpoint/checkpoint.js';
import { FileError } from '../../files/src/fileError.js';
import type { FileSystem } from '../../files/src/fileSystem.js';
import { resume } from '../../runs/src/train/resume.js';
import { train } from '../../runs/src/train/train.js';
import { spikegrad } from './commandLine.js';
import { systemError } from '../../files/test/filesDisk.js';
import { filesOf } from '../../runs/test/finished.js';
import { listener } from '../../datasets/test/listener.js';
import { quickFiles } from '../../files/test/quickFiles.js';
import { dataFolder, records } from '../../datasets/test/records.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';

let folder = '';
/** A run of four iterations, as it ends; and one that was broken off after the third, with checkpoints of 1 and 2. */
let [whole, prepared, broken] = ['', '', ''];

const configOf = (fields: object = {}) => tinyConfig(folder, { iterations: 4, checkpoint: { every: 1 }, ...fields });

const crashAfter = (iterations: number) =>
  listener(({ event, iteration }) => {
    if (event === 'iteration' && iteration === iterations - 1) throw new Error('a crash');
  });

beforeAll(async () => {
  await use(wasm({ threads: 1 }));
  folder = await dataFolder();
  [whole, prepared, broken] = ['whole', 'prepared', 'broken'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await train(configOf(), whole, listener(), undefined, quickFiles);
  await expect(train(configOf(), prepared, crashAfter(3), undefined, quickFiles)).rejects.toThrow('a crash');
});
beforeEach(async () => {
  await rm(broken, { recursive: true, force: true });
  await cp(prepared, broken, { recursive: true });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await use(cpu());
});

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(join(broken, file), 'utf8');
  expect(text).toMatch(from);
  await writeFile(join(broken, file), text.replace(from, to));
}

const goOn = (iterations?: number) => resume(broken, iterations, listener(), undefined, quickFiles);
const newest = (): string => join(broken, 'checkpoints', 'step-000002.safetensors');

describe('resuming', () => {
  test('takes the checkpoint before one that is damaged, says so, and ends in the same files', async () => {
    await truncate(newest(), 1000);
    const speaker = listener();
    await resume(broken, undefined, speaker, undefined, quickFiles);
    expect(speaker.warned.join()).toMatch(/step-000002\.safetensors\] expected .* trying the one before/);
    expect(speaker.said.join()).toContain('continuing after 1 of 4 batches');
    expect(await filesOf(broken)).toEqual(await filesOf(whole));
  });

  test('begins with the first batch where no checkpoint was written yet', async () => {
    await rm(join(broken, 'checkpoints'), { recursive: true });
    await goOn();
    expect(await filesOf(broken)).toEqual(await filesOf(whole));
  });

  test('clears away what a crash left half written', async () => {
    const left = ['config.json.tmp-99999-0', join('checkpoints', 'step-000003.safetensors.tmp-99999-1')];
    for (const name of left) await writeFile(join(broken, name), 'half');
    await goOn();
    const names = [...(await readdir(broken)), ...(await readdir(join(broken, 'checkpoints')))];
    expect(names.filter((name) => name.includes('.tmp-'))).toEqual([]);
  });

  test('a finished run says that there is nothing to do, and writes nothing', async () => {
    const before = await filesOf(whole);
    const speaker = listener();
    const result = await resume(whole, undefined, speaker);
    expect(speaker.said).toEqual([
      expect.stringMatching(
        /whole is finished: all 4 batches are trained, test accuracy .* on 10 unseen images; nothing/,
      ),
    ]);
    expect(before['metrics.jsonl']).toContain(JSON.stringify(result!.accuracy));
    expect(await filesOf(whole)).toEqual(before);
  });

  test('takes a checkpoint of an older version, which does not identify its data, and says so', async () => {
    const { data, ...checkpoint } = decodeCheckpoint(await readFile(newest()), 'newest') as Checkpoint<HostStateDict>;
    const { content, ...older } = data;
    expect(content).toBeDefined();
    await writeFile(newest(), encodeCheckpoint({ ...checkpoint, data: older }));
    const speaker = listener();
    await resume(broken, undefined, speaker, undefined, quickFiles);
    expect(speaker.warned[0]).toBe(
      'step-000002.safetensors is from an older version: only the number of its training images is checked',
    );
    expect(await filesOf(broken)).toEqual(await filesOf(whole));
  });

  test('may make a run longer where the schedule is constant: as if it had been that long', async () => {
    const [short, long] = [join(folder, 'short'), join(folder, 'long')];
    await train(configOf({ schedule: 'constant', iterations: 2 }), short, listener(), undefined, quickFiles);
    await train(configOf({ schedule: 'constant', iterations: 5 }), long, listener(), undefined, quickFiles);
    await resume(short, 5, listener(), undefined, quickFiles);
    expect(await filesOf(short)).toEqual(await filesOf(long));
    await expect(resume(short, 1, listener())).rejects.toThrow(
      /\[iterations\] expected at least the 5 batches .* received 1/,
    );
  });

  test('is the same with data that moved and checkpoints that come more rarely', async () => {
    await cp(join(folder, 'train.bin'), join(folder, 'moved.bin'));
    await change('config.json', /train\.bin/, 'moved.bin');
    await change('config.json', '"every": 1', '"every": 50');
    await goOn();
    const [{ 'metrics.jsonl': metrics, 'model.safetensors': model }, expected] = [
      await filesOf(broken),
      await filesOf(whole),
    ];
    expect([metrics, model]).toEqual([expected['metrics.jsonl'], expected['model.safetensors']]);
  });
});

describe('a run does not go on', () => {
  test('with another number of batches where the schedule depends on it', async () => {
    await expect(goOn(6)).rejects.toThrow(
      /\[--iterations\] expected the 4 batches that the cosine schedule .* received 6; begin/,
    );
  });

  test('with a config that was changed, and names the fields and the command', async () => {
    await change('config.json', '"momentum": 0.9', '"momentum": 0.8');
    await change('config.json', '"steps": 2', '"steps": 3');
    await expect(goOn()).rejects.toThrow(
      /config\.json\] expected the fields that step-000002\.safetensors was saved with but received another steps, norm\.momentum; restore them, or begin a new run with `spikegrad train .*config\.json`/,
    );
  });

  test('with a config of another version', async () => {
    await change('config.json', '"version": 1', '"version": 2');
    await expect(goOn()).rejects.toThrow(
      /config\.json\] expected a config of version 1 but received version 2; .*npm install @spikegrad\/cli@latest/,
    );
  });

  test('with other data', async () => {
    await writeFile(join(folder, 'fewer.bin'), (await readFile(join(folder, 'train.bin'))).subarray(0, 16 * 3073));
    await change('config.json', /train\.bin/, 'fewer.bin');
    await expect(goOn()).rejects.toThrow(/\[data\] expected the 20 training images of the run but received 16; name/);
  });

  /** The config names other files in place of `train.bin` or `test.bin`. */
  async function put(file: 'train.bin' | 'test.bin', bytes: Uint8Array): Promise<void> {
    await writeFile(join(folder, `other-${file}`), bytes);
    await change('config.json', file, `other-${file}`);
  }

  test.each([
    ['data.train', 'train.bin', 20],
    ['data.test', 'test.bin', 10],
  ] as const)('with other images in %s, as many as before', async (field, file, count) => {
    await put(file, records(count, 99));
    await expect(goOn()).rejects.toThrow(
      new RegExp(
        `\\[${field}\\] expected the samples and labels of the run \\(SHA-256 [0-9a-f]{12}…\\) ` +
          'but received others \\(SHA-256 [0-9a-f]{12}…\\); name the same files in .*config.json',
      ),
    );
  });

  test('with the same images and one other label', async () => {
    const bytes = await readFile(join(folder, 'train.bin'));
    bytes[3 * 3073] = 9 - bytes[3 * 3073]!;
    await put('train.bin', bytes);
    await expect(goOn()).rejects.toThrow('[data.train] expected the samples and labels of the run');
  });

  test('without metrics of the batches it has learned', async () => {
    await truncate(join(broken, 'metrics.jsonl'), 0);
    await expect(goOn()).rejects.toThrow(
      /metrics\.jsonl\] expected the 2 iterations .* but received 0; begin a new run with/,
    );
  });

  test('when every checkpoint is damaged, and nothing is lost of what there is', async () => {
    for (const name of await readdir(join(broken, 'checkpoints')))
      await truncate(join(broken, 'checkpoints', name), 99);
    const before = await readFile(join(broken, 'metrics.jsonl'), 'utf8');
    await expect(goOn()).rejects.toThrow(
      /expected an undamaged checkpoint but received 2 damaged ones; begin a new run/,
    );
    expect(await readFile(join(broken, 'metrics.jsonl'), 'utf8')).toBe(before);
  });

  test('when there is no run in the folder', async () => {
    await expect(resume(join(folder, 'nowhere'), undefined, listener())).rejects.toThrow(
      /nowhere\] expected a run folder but received no such folder; `spikegrad train <config>` creates one/,
    );
  });
});

describe('a disk that fails while a checkpoint is written', () => {
  /** The file system of this machine, on which a call for a file of that name fails. */
  const failing = (call: 'create' | 'rename' | 'write', name: string, code: string): FileSystem => ({
    ...quickFiles,
    create: async (path) => {
      const hit = basename(path).startsWith(name);
      if (hit && call === 'create') throw systemError(code);
      const file = await quickFiles.create(path);
      if (!hit || call !== 'write') return file;
      let room = 500;
      const write = async (bytes: Uint8Array): Promise<number> => {
        if (room === 0) throw systemError(code);
        const written = await file.write(bytes.subarray(0, room));
        room -= written;
        return written;
      };
      return { ...file, write };
    },
    rename: async (from, to) => {
      if (call === 'rename' && basename(to).startsWith(name)) throw systemError(code);
      await quickFiles.rename(from, to);
    },
  });

  test.each([
    ['create', 'ENOSPC', /a full disk \(ENOSPC\)/],
    ['write', 'ENOSPC', /a full disk \(ENOSPC\)/],
    ['write', 'EDQUOT', /a full disk quota \(EDQUOT\)/],
    ['rename', 'EACCES', /no permission \(EACCES\)/],
  ] as const)('(%s: %s) ends the run with the command that goes on, and loses nothing', async (call, code, said) => {
    const files = failing(call, 'step-000003', code);
    const error: unknown = await resume(broken, undefined, listener(), undefined, files).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(FileError);
    expect((error as FileError).message).toMatch(said);
    expect((error as FileError).message).toMatch(/step-000003\.safetensors\] expected to write \d+ bytes but received/);
    expect((error as FileError).message).toContain(
      `; correct this, then continue from the last checkpoint with \`spikegrad train --resume ${broken}\``,
    );
    expect(await readdir(join(broken, 'checkpoints'))).toEqual(['step-000001.safetensors', 'step-000002.safetensors']);
    await goOn();
    expect(await filesOf(broken)).toEqual(await filesOf(whole));
  });

  test('before the first checkpoint ends the run with the command that begins again, and that does', async () => {
    await rm(join(broken, 'checkpoints'), { recursive: true });
    await expect(
      resume(broken, undefined, listener(), undefined, failing('create', 'step-000001', 'ENOSPC')),
    ).rejects.toThrow(`(ENOSPC); correct this, then start again with \`spikegrad train --resume ${broken}\``);
    await goOn();
    expect(await filesOf(broken)).toEqual(await filesOf(whole));
  });
});

describe('the command', () => {
  const run = (...flags: readonly string[]) => spikegrad('train', '--resume', broken, ...flags);

  test('needs no config to resume', async () => {
    expect(await run('--device', 'wasm', '--threads', '1')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/continuing after 2 of 4 batches[^]*test accuracy/),
    });
    expect(await filesOf(broken)).toEqual(await filesOf(whole));
  });

  test.each([
    [
      ['run.json'],
      /\[config\] expected no other setting with --resume.* received run\.json; begin a new run with `spikegrad train run/,
    ],
    [
      ['--seed', '2'],
      /\[--seed\] expected no other setting with --resume: a run continues with its own config but received 2; begin/,
    ],
    [['--out', 'other'], /\[--out\].* received other/],
    [['--set', 'steps=3', '--set', 'seed=2'], /\[--set\].* received steps=3 --set seed=2/],
  ])('refuses %j beside --resume', async (flags, said) => {
    expect(await run(...flags)).toEqual({ code: 1, out: '', err: expect.stringMatching(said) });
  });
});
