import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '@spikegrad/core';
import { ConfigError } from '@spikegrad/trainer';
import { readRunConfig, RunError } from '../src/folder/readRunConfig.js';
import { posixOnly } from '../../../tools/jest/posixOnly.js';

let root = '';
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'spikegrad-'))));
afterAll(() => rm(root, { recursive: true }));

const failure = (folder: string): Promise<unknown> =>
  readRunConfig(folder).then(
    () => 'read',
    (error: unknown) => error,
  );

async function withConfig(name: string, put: (file: string) => Promise<unknown>): Promise<[unknown, string]> {
  const run = join(root, name);
  await mkdir(run);
  await put(join(run, 'config.json'));
  return [await failure(run), join(run, 'config.json')];
}

describe('a config.json that is no config of a run is told once:', () => {
  test('what is no JSON', async () => {
    const [error, file] = await withConfig('half', (path) => writeFile(path, '{'));
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(/^\[.*config\.json\] expected JSON but received (?!.*\[)(?!.*version)/);
    expect((error as ConfigError).who).toBe(file);
  });

  const links = posixOnly('symbolic links that every user may make');
  test.each([
    ['a folder', (path: string) => mkdir(path), 'a folder'] as const,
    ...links.rows([
      ['a link to itself', (path: string) => symlink(path, path), 'a symbolic link in its place (ELOOP)'] as const,
    ]),
  ])('what cannot be read, as %s', async (name, put, received) => {
    const [error, file] = await withConfig(name, put);
    expect(error).toBeInstanceOf(ConfigError);
    const advice = '`spikegrad train --help` shows an example';
    expect((error as Error).message).toBe(
      `[${file}] expected a config, a JSON file but received ${received}; ${advice}`,
    );
  });

  test('fields of another version', async () => {
    const [error, file] = await withConfig('fields', (path) =>
      writeFile(path, '{"data":{"set":"cifar10"},"delays":3}'),
    );
    expect(error).toBeInstanceOf(RunError);
    expect((error as Error).message).toBe(
      `[${file}] expected a config of version ${version} but received delays: unknown field; did you mean data?; ` +
        `if another version wrote it, correct its fields and train again with \`spikegrad train ${file}\``,
    );
  });
});

test.each([
  ['nowhere', 'no such folder'],
  ['file', 'a file'],
  ...posixOnly('a FIFO or a device').rows([
    ['fifo', 'a FIFO'],
    ['device', 'a device'],
  ]),
])('%s is no folder of a run: it is called %s', async (name, received) => {
  const path = join(root, name);
  if (name === 'file') await writeFile(path, '');
  if (name === 'fifo') execFileSync('mkfifo', [path]);
  if (name === 'device') await symlink('/dev/null', path);
  expect((await failure(path)) as Error).toHaveProperty(
    'message',
    `[${path}] expected a run folder but received ${received}; \`spikegrad train <config>\` creates one`,
  );
});
