import { describe, expect, test } from '@jest/globals';
import { FormatError } from '@spikegrad/core';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { tarEntries } from '../src/download/tar.js';
import { unpack } from '../src/download/unpack.js';
import { archive, contents, members, standIn, tar, type TarMember } from './standIn.js';

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function read(bytes: Uint8Array, length = 1000): Promise<Record<string, Uint8Array>> {
  const found: Record<string, Uint8Array> = {};
  for await (const entry of tarEntries(inPieces(bytes, length), 'a.tar')) found[entry.path] = await entry.read();
  return found;
}

async function unpackAll(bytes: Uint8Array): Promise<Record<string, Uint8Array>> {
  const found: Record<string, Uint8Array> = {};
  await unpack(standIn('x'), inPieces(bytes, 999), 'a.tar.gz', async (file, content) => {
    found[file.name] = content;
  });
  return found;
}

const member = (path: string, parts: Partial<TarMember> = {}): TarMember => ({
  path,
  bytes: Buffer.from('hi'),
  ...parts,
});

describe('a tar archive', () => {
  test('gives back its files, whatever the pieces it comes in', async () => {
    const files = fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.uint8Array({ maxLength: 1500 }), { maxKeys: 5 });
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 3000 }), async (made, length) => {
        const packed = tar(Object.entries(made).map(([path, bytes]) => ({ path, bytes })));
        const found = await read(packed, length);
        expect(Object.keys(found)).toEqual(Object.keys(made));
        for (const [path, bytes] of Object.entries(made)) expect(Buffer.from(found[path]!).equals(bytes)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('may be read in part: what nobody reads is skipped', async () => {
    const found: string[] = [];
    for await (const { path, read } of tarEntries(inPieces(tar(members), 777), 'a.tar')) {
      found.push(path);
      if (path.endsWith('2.bin')) expect(Buffer.from(await read()).equals(contents['data_batch_2.bin']!)).toBe(true);
    }
    expect(found).toHaveLength(4);
  });

  test.each(['../evil', '/etc/passwd', 'a/../../b', 'C:\\x', 'a\\..\\b', ''])(
    'with the path %j is refused',
    async (path) => {
      await expect(read(tar([member(path)]))).rejects.toThrow(/a\.tar\] expected paths inside the folder/);
    },
  );

  test.each(['1', '2', '3', '6'])('with a link or a device (type %s) is refused', async (kind) => {
    await expect(read(tar([member('link', { kind })]))).rejects.toThrow(/expected files and folders only/);
  });

  test('that is cut, or damaged in any byte of a header, is a FormatError', async () => {
    const whole = tar([member('a')]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1023 }), async (length) => {
        await expect(read(whole.slice(0, length))).rejects.toThrow(FormatError);
      }),
      { numRuns: 30 },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 511 }), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const damaged = whole.slice();
        damaged[at] = (damaged[at]! + by) % 256;
        // Blanks and zeros around the digits of the checksum itself mean nothing.
        if (at < 148 || at >= 156) await expect(read(damaged)).rejects.toThrow(FormatError);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a set is unpacked', () => {
  test('file by file, other entries passed over', async () => {
    const found = await unpackAll(archive);
    expect(Object.keys(found)).toEqual(Object.keys(contents));
    for (const [name, bytes] of Object.entries(contents)) expect(Buffer.from(found[name]!).equals(bytes)).toBe(true);
  });

  test('but not from an archive whose entry claims another size, before room is made for it', async () => {
    const huge = members.map((each) => (each.path.endsWith('1.bin') ? { ...each, claimed: 8 ** 11 - 1 } : each));
    await expect(unpackAll(gzipSync(tar(huge)))).rejects.toThrow(
      /expected 70000 bytes of .* but received 8589934591 bytes/,
    );
  });

  test('but not from one that lacks a file, is cut, or is no gzip', async () => {
    await expect(unpackAll(gzipSync(tar(members.slice(0, -1))))).rejects.toThrow(
      /expected stand-in\/test_batch\.bin in it/,
    );
    await expect(unpackAll(archive.slice(0, 5000))).rejects.toThrow(FormatError);
    await expect(unpackAll(archive.slice(0, -4))).rejects.toThrow(/expected an undamaged gzip archive/);
    await expect(unpackAll(Buffer.from('<html>'))).rejects.toThrow(/expected an undamaged gzip archive/);
  });
});
