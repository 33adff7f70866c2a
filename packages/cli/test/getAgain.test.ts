import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cifar10 } from '../../datasets/src/sets/cifar10.js';
import { getSet } from '../../datasets/src/download/getSet.js';
import { takeLock } from '../../files/src/lock/lock.js';
import { nodeFiles } from '../../files/src/nodeFiles.js';
import { archive, contents, standIn } from '../../datasets/test/standIn.js';
import { listener } from '../../datasets/test/listener.js';
import { posixOnly } from '../../../tools/jest/posixOnly.js';

let root = '';
let folder = '';
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spikegrad-'));
});
beforeEach(async () => {
  folder = join(root, String(count++));
  await mkdir(folder);
});
afterAll(() => rm(root, { recursive: true }));

const set = standIn('http://127.0.0.1:1/nowhere');

describe('a set that is got again', () => {
  test('leaves what earlier tries left behind nowhere, however it comes', async () => {
    const left = ['test_batch.bin.tmp-99999-0', 'stand-in.tar.gz.part', 'stand-in.tar.gz.part.tag'];
    const leave = () => Promise.all(left.map((name) => writeFile(join(folder, name), 'half')));
    const source = await mkdtemp(join(root, 'source-'));
    await writeFile(join(source, 'stand-in.tar.gz'), archive);
    const terminal = listener();
    for (let round = 0; round < 2; round++) {
      await leave();
      await getSet(set, folder, terminal, { from: source });
      expect((await readdir(folder)).sort()).toEqual(Object.keys(contents).sort());
    }
    expect(terminal.said.at(-1)).toContain('is already in');
  });

  posixOnly('symbolic links that every user may make').test(
    'follows no link: what the part of a download leads to is left as it is',
    async () => {
      const target = join(root, 'target');
      await writeFile(target, 'precious');
      await symlink(target, join(folder, 'stand-in.tar.gz.part'));
      await expect(getSet(set, folder, listener())).rejects.toThrow(
        /\.part\] expected .* but received a symbolic link in its place \(ELOOP\)/,
      );
      expect(await readFile(target, 'utf8')).toBe('precious');
    },
  );

  test('by a second command fails before it asks for anything while the first one runs', async () => {
    let asked = 0;
    let begun = (): void => undefined;
    const asking = new Promise<void>((resolve) => (begun = resolve));
    const server = createServer((_, response) => {
      asked++;
      response.writeHead(200, { 'content-length': cifar10.archive.bytes });
      response.write(Buffer.alloc(1000));
      begun();
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
    const command = ['packages/cli/bin/spikegrad.js', 'data', 'get', 'cifar10', '--dir', folder, '--address', address];
    const first = spawn(process.execPath, command, { stdio: 'ignore' });
    const ended = new Promise((resolve) => first.once('exit', resolve));
    await asking;
    const second = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] });
    let message = '';
    second.stderr.on('data', (text: Buffer) => (message += String(text)));
    const code = await new Promise((resolve) => second.once('close', resolve));
    const named = new RegExp(`get\\.lock\\] .* process ${first.pid} on host .*; wait for it, or end it`);
    expect({ code, message }).toEqual({ code: 1, message: expect.stringMatching(named) });
    expect(asked).toBe(1);
    first.kill('SIGKILL');
    await ended;
    // The lock of a process that was killed is taken over.
    await (await takeLock(join(folder, 'cifar10', 'get.lock'), nodeFiles)).release();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
});
