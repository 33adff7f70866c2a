import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OneProcess, type Ended } from './childProcess.js';
import { dataFolder } from '../../datasets/test/records.js';
import { small } from '../../trainer/test/tinyConfig.js';
import { posixOnly } from '../../../tools/jest/posixOnly.js';

const spikegrad = new OneProcess();
let folder = '';
let run = '';
beforeAll(async () => {
  folder = await dataFolder();
  run = join(folder, 'run');
  const data = { train: ['train.bin'], test: ['test.bin'] };
  await writeFile(join(folder, 'tiny.json'), JSON.stringify({ ...small, schedule: 'constant', data }));
  expect(await spikegrad.run(['train', join(folder, 'tiny.json'), '--out', run])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await spikegrad.end();
  await rm(folder, { recursive: true });
});

type Kind = 'a FIFO' | 'a device' | 'a folder';
const kinds: readonly Kind[] = [...posixOnly('a FIFO or a device').rows<Kind>(['a FIFO', 'a device']), 'a folder'];

/** Puts something that is no regular file at a path. */
async function put(kind: Kind, path: string): Promise<void> {
  await rm(path, { force: true });
  if (kind === 'a FIFO') execFileSync('mkfifo', [path]);
  else if (kind === 'a device') await symlink('/dev/zero', path);
  else await mkdir(path);
}

/** One line, with the path and what lies there. A command that hangs fails by the time limit of the test. */
function expectRefusal({ code, err }: Ended, path: string, kind: Kind): void {
  expect(err).toMatch(/^error: [^\n]*\n$/);
  expect(err).toContain(path);
  expect(err).toMatch(new RegExp(`but received .*${kind}`));
  expect(code).toBe(1);
}

describe.each(kinds)('where %s lies in place of a file', (kind) => {
  let count = 0;
  const place = async (name: string): Promise<string> => {
    const path = join(folder, `${kind.replace(/\W/g, '-')}-${count++}-${name}`);
    await put(kind, path);
    return path;
  };

  test('no config is read', async () => {
    const path = await place('config.json');
    for (const command of ['train', 'summary', 'bench'])
      expectRefusal(await spikegrad.run([command, path]), path, kind);
  });

  test.each(['config.json', 'metrics.jsonl', 'machine.jsonl', 'model.safetensors'])(
    'no %s of a run is read',
    async (name) => {
      const copy = join(folder, `${kind.replace(/\W/g, '-')}-${name}`);
      await cp(run, copy, { recursive: true });
      await put(kind, join(copy, name));
      const reader = name === 'model.safetensors' ? 'evaluate' : 'report';
      expectRefusal(await spikegrad.run([reader, copy]), join(copy, name), kind);
      expect((await readdir(copy)).filter((each) => each.includes('.tmp-'))).toEqual([]);
    },
  );

  test('a run resumes from the checkpoint before', async () => {
    const copy = join(folder, `${kind.replace(/\W/g, '-')}-resumed`);
    await cp(run, copy, { recursive: true });
    await put(kind, join(copy, 'checkpoints', 'step-000099.safetensors'));
    await unlink(join(copy, 'model.safetensors'));
    const { code, err, out } = await spikegrad.run(['train', '--resume', copy, '--iterations', '4']);
    expect(err).toMatch(new RegExp(`step-000099.safetensors\\] expected .* but received ${kind}; trying the one`));
    if (kind === 'a folder') return expect(err).toMatch(/expected to remove an old checkpoint but received/);
    expect(out).toContain('continuing after 3 of 4 batches');
    expect(code).toBe(0);
  });

  test('no weights are imported', async () => {
    const path = await place('weights.safetensors');
    expectRefusal(await spikegrad.run(['import', path, '--out', join(folder, 'imported')]), path, kind);
  });

  test('no data is learned from', async () => {
    const path = await place('train.bin');
    const config = join(folder, 'irregular.json');
    await writeFile(config, JSON.stringify({ ...small, data: { train: [path], test: ['test.bin'] } }));
    const { code, err } = await spikegrad.run(['train', config, '--out', join(folder, 'none')]);
    expect(err).toMatch(/^error: [^\n]*expected a file of data\.train[^\n]*\n$/);
    expect(err).toContain(`but received ${kind}; `);
    expect(code).toBe(1);
    const shown = await spikegrad.run(['data', 'show', '--format', 'cifar10', path]);
    expect(shown.err).toMatch(/^error: [^\n]*\n$/);
    expect(shown.code).toBe(1);
  });
});
