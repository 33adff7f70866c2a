import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getSet, type GetOptions } from '../src/download/getSet.js';
import { inspect } from '../src/open/inspect.js';
import type { FileSystem } from '../../files/src/fileSystem.js';
import { nodeFiles } from '../../files/src/nodeFiles.js';
import { systemError } from '../../files/test/filesDisk.js';
import { archive, standIn } from './standIn.js';
import { listener } from './listener.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let root = '';
let folder = '';
let count = 0;
let server: Server;
let answer: Answer;
let asked: IncomingMessage['headers'][] = [];
let terminal = listener();
let events: unknown[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spikegrad-'));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(async () => {
  folder = join(root, String(count++));
  await mkdir(folder);
  asked = [];
  events = [];
  terminal = listener((event) => events.push(event));
  server = createServer((request, response) => {
    asked.push(request.headers);
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/stand-in.tar.gz`;
const get = (options: GetOptions = {}) => getSet(standIn(address()), folder, terminal, options);
const partPath = () => join(folder, 'stand-in.tar.gz.part');
const partSize = async () => (await readFile(partPath())).length;

/** A server as it should be: ranges, and `If-Range` taken at its word. */
const rightly =
  (bytes: Uint8Array = archive, etag = '"one"'): Answer =>
  ({ headers: { range, 'if-range': tag } }, response) => {
    const start = range && (tag === undefined || tag === etag) ? Number(/bytes=(\d+)-/.exec(range)![1]) : 0;
    const content = { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(start > 0 ? 206 : 200, {
      etag,
      'content-length': bytes.length - start,
      ...(start > 0 && content),
    });
    response.end(bytes.subarray(start));
  };

/** Waits until so many bytes are on the disk. */
async function untilPart(length: number): Promise<void> {
  while ((await partSize().catch(() => 0)) < length) await new Promise((soon) => setTimeout(soon, 5));
}

/** Says that it sends everything, and hangs up once the first `length` bytes have arrived. */
const brokenAfter =
  (length: number): Answer =>
  (_, response) => {
    response.writeHead(200, { etag: '"one"', 'content-length': archive.length });
    response.write(archive.subarray(0, length));
    void untilPart(length).then(() => response.destroy());
  };

async function expectWhole(): Promise<void> {
  expect((await inspect(standIn(address()), folder, { sums: true })).state).toBe('complete');
  expect((await readdir(folder)).filter((name) => name.includes('part'))).toEqual([]);
}

describe('a download', () => {
  test('is checked, unpacked, and leaves nothing but the files', async () => {
    answer = rightly();
    expect(await get()).toBe(true);
    await expectWhole();
    expect(asked).toHaveLength(1);
    expect(asked[0]!.range).toBeUndefined();
    expect(events).toContainEqual(expect.objectContaining({ event: 'download', bytes: archive.length }));
  });

  test('that breaks is told with what is there, and goes on from that byte under the same tag', async () => {
    answer = brokenAfter(60_000);
    await expect(get()).rejects.toThrow(/run the same command again to continue at 0\.1 MB of/);
    expect(await partSize()).toBe(60_000);
    answer = rightly();
    await get();
    await expectWhole();
    expect(asked[1]).toMatchObject({ range: 'bytes=60000-', 'if-range': '"one"' });
  });

  test('begins anew where the archive has changed since', async () => {
    answer = brokenAfter(60_000);
    await expect(get()).rejects.toThrow();
    answer = rightly(archive, '"two"');
    await get();
    await expectWhole();
    expect(terminal.said.join()).toContain('starting again');
  });

  test('asks without a tag where the part came from another address', async () => {
    await writeFile(partPath(), archive.subarray(0, 500));
    await writeFile(`${partPath()}.tag`, 'http://elsewhere/\n"other"');
    answer = rightly();
    await get();
    await expectWhole();
    expect(asked[0]!.range).toBe('bytes=500-');
    expect(asked[0]!['if-range']).toBeUndefined();
  });

  test('begins anew where a server knows no ranges, or refuses this one', async () => {
    await writeFile(partPath(), archive.subarray(0, 500));
    answer = (_, response) => response.end(archive);
    await get();
    await expectWhole();

    await rm(folder, { recursive: true });
    await mkdir(folder);
    await writeFile(partPath(), archive.subarray(0, 500));
    answer = ({ headers }, response) => (headers.range ? response.writeHead(416).end() : response.end(archive));
    await get();
    await expectWhole();
  });

  test('that is all there, from a run that ended before unpacking, needs no network', async () => {
    await writeFile(partPath(), archive);
    await get();
    await expectWhole();
    expect(asked).toEqual([]);
  });

  test('with another sum is thrown away and said to be', async () => {
    answer = rightly(archive.map((byte, i) => (i === 700 ? byte ^ 1 : byte)));
    await expect(get()).rejects.toThrow(
      /expected the SHA-256 [0-9a-f]{64} but received [0-9a-f]{64}; the download was removed/,
    );
    expect(await partSize()).toBe(0);
  });

  test.each<[string, Answer, RegExp]>([
    [
      'a page of another length',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html', 'content-length': 6 }).end('<html>'),
      /expected \d+ bytes of stand-in\.tar\.gz .* but received 6 bytes of text\/html; give another address with --address/,
    ],
    [
      'no such page',
      (_, response) => response.writeHead(404).end(),
      /but received the answer 404 Not Found; give another/,
    ],
    [
      'too few bytes without a length',
      (_, response) => {
        response.write(archive.subarray(0, 100));
        response.end();
      },
      /but received 100, then the end of the data; run the same command again/,
    ],
    [
      'too many bytes without a length',
      (_, response) => {
        response.write(archive);
        response.end('more');
      },
      /but received more bytes/,
    ],
  ])('that gives %s is refused with what is expected and with advice', async (_, given, message) => {
    answer = given;
    await expect(get()).rejects.toThrow(message);
    await expect(get()).rejects.toThrow(/or download stand-in\.tar\.gz by other means and run `spikegrad data get/);
  });

  test('whose answer is not read to its end closes the connection', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    answer = (_, response) => {
      closed = once(response, 'close');
      response.writeHead(404).write(new Uint8Array(2 ** 24)); // more than is buffered on the way, and no end
    };
    const kept: Response[] = []; // an answer that is garbage-collected closes its connection too
    const keeping: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      kept.push(response);
      return response;
    };
    await expect(get({ fetch: keeping })).rejects.toThrow(/the answer 404/);
    await closed;
    expect(kept).toHaveLength(1);
  });

  test('that goes on at another byte than asked is refused and spoils nothing', async () => {
    await writeFile(partPath(), archive.subarray(0, 500));
    answer = (_, response) => {
      response.writeHead(206, { 'content-range': `bytes 400-${archive.length - 1}/${archive.length}` });
      response.end(archive.subarray(400));
    };
    await expect(get()).rejects.toThrow(/expected the range bytes 500-\d+\/\d+ but received the range bytes 400-/);
    expect(await partSize()).toBe(500);
  });

  test('without a network says why', async () => {
    const closed = createServer();
    await new Promise<void>((ready) => closed.listen(0, '127.0.0.1', ready));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    await expect(get({ address: `http://127.0.0.1:${port}/x` })).rejects.toThrow(
      /ECONNREFUSED.*; check the network and try again, or download/,
    );
  });

  test.each(['ftp://x', 'file:///etc/passwd', 'x.tar.gz', ''])(
    'from no address of the web, %p, says so',
    async (address) => {
      await expect(get({ address })).rejects.toThrow(
        `[--address] expected an address that begins with https:// or http:// but received ${address}; give another address`,
      );
    },
  );

  test('onto a full disk says so, keeps what it has, and goes on once there is room', async () => {
    let room = 50_000;
    const files: FileSystem = {
      ...nodeFiles,
      append: async (path) => {
        const file = await nodeFiles.append(path);
        const write = async (bytes: Uint8Array): Promise<number> => {
          if (room === 0) throw systemError('ENOSPC');
          const written = await file.write(bytes.subarray(0, room));
          room -= written;
          return written;
        };
        return { ...file, write };
      },
    };
    answer = rightly();
    await expect(get({ files })).rejects.toThrow(
      /a full disk \(ENOSPC\); .* missing: free disk space and run the same command/,
    );
    expect(await partSize()).toBe(50_000);
    room = Infinity;
    await get({ files });
    await expectWhole();
    expect(asked[1]!.range).toBe('bytes=50000-');
  });

  test('that is stopped keeps what it has and is no error', async () => {
    const controller = new AbortController();
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 1000));
      void untilPart(1000).then(() => controller.abort());
    };
    expect(await get({ signal: controller.signal })).toBe(false);
    expect(await partSize()).toBe(1000);
    expect(terminal.warned.join()).toContain('run the same command to continue');
  });
});
