import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '@spikegrad/core';
import { openRegular, chunksOfRegular, readCifar10, readRegular } from '../src/index.js';
import { posixOnly } from '../../../tools/jest/posixOnly.js';

let folder = '';
const server = createServer();
const at = (name: string): string => join(folder, name);

const posix = posixOnly('a FIFO, a device, a socket or a symbolic link in a folder');
const special = posix.rows([
  ['fifo', 'a FIFO'],
  ['zero', 'a device'],
  ['socket', 'a socket'],
] as const);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  await writeFile(at('ten'), '0123456789');
  await mkdir(at('directory'));
  if (special.length === 0) return;
  await symlink('/dev/zero', at('zero'));
  await symlink('ten', at('link'));
  execFileSync('mkfifo', [at('fifo')]);
  await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
});
afterAll(async () => {
  if (server.listening) await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

describe.each([...special, ['directory', 'a folder'] as const])('a path to a %s', (name, kind) => {
  const refusal = (): string => `[${at(name)}] expected a letter but received ${kind}`;

  test('is refused before a byte of it is read', async () => {
    const opened = openRegular(at(name), 'a letter');
    await expect(opened).rejects.toBeInstanceOf(FormatError);
    await expect(opened).rejects.toThrow(refusal());
    await expect(readRegular(at(name), 'a letter')).rejects.toThrow(refusal());
    await expect(chunksOfRegular(at(name), 'a letter').next()).rejects.toThrow(refusal());
  });

  test('is no data set', async () => {
    await expect(readCifar10(at(name))).rejects.toThrow(
      new RegExp(`${name}\\] expected a CIFAR-10 binary file but received ${kind}`),
    );
  });
});

posix.test('a regular file is read whole, in parts, and through a link', async () => {
  expect(Buffer.from(await readRegular(at('link'), 'a letter')).toString()).toBe('0123456789');
  const file = await openRegular(at('ten'), 'a letter');
  expect(file.size).toBe(10);
  expect(Buffer.from(await file.read(7, 5)).toString()).toBe('789');
  const pieces: Uint8Array[] = [];
  for await (const piece of file.chunks(4)) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe('0123');
  await file.close();
});

test('a file that is too long is refused by its size', async () => {
  expect(await readRegular(at('ten'), 'a letter', 10)).toHaveLength(10);
  await expect(readRegular(at('ten'), 'a letter', 9)).rejects.toThrow(
    `[${at('ten')}] expected a letter of at most 9 bytes but received 10 bytes`,
  );
});

test('a file that is not there is left to the caller, with its code', async () => {
  await expect(openRegular(at('absent'), 'a letter')).rejects.toMatchObject({ code: 'ENOENT' });
});
