import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Random } from '@spikegrad/core';
import type { PublishedSet } from '../src/sets/published.js';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export interface TarMember {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly kind?: string;
  /** What the header claims. @defaultValue the truth */
  readonly claimed?: number;
}

/** A ustar archive. */
export function tar(members: readonly TarMember[]): Uint8Array {
  const blocks = members.flatMap(({ path, bytes, kind = '0', claimed = bytes.length }) => {
    const header = Buffer.alloc(512);
    header.write(path, 0, 100, 'latin1');
    header.write('0000644\0', 100);
    header.write(`${claimed.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(kind, 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Bytes that do not compress. */
const noise = (length: number, seed: number): Uint8Array => {
  const random = new Random(seed);
  return Uint8Array.from({ length }, () => random.integer(256));
};

/** The files of a set that stands in for one of hundreds of megabytes. */
export const contents: Readonly<Record<string, Uint8Array>> = {
  'data_batch_1.bin': noise(70_000, 1),
  'data_batch_2.bin': noise(50_000, 2),
  'test_batch.bin': noise(30_001, 3),
};

export const members: readonly TarMember[] = [
  { path: 'stand-in/', bytes: new Uint8Array(0), kind: '5' },
  { path: 'stand-in/readme.html', bytes: noise(700, 4) },
  ...Object.entries(contents).map(([name, bytes]) => ({ path: `stand-in/${name}`, bytes })),
];

export const archive: Uint8Array = gzipSync(tar(members));

/** A set with the sums of `contents`, in an archive with the sum of `packed`. */
export const standIn = (address: string, packed = archive): PublishedSet => ({
  kind: 'published',
  name: 'stand-in',
  title: 'a stand-in',
  address,
  archive: { name: 'stand-in.tar.gz', bytes: packed.length, sha256: sha256(packed) },
  inside: 'stand-in',
  files: Object.entries(contents).map(([name, bytes]) => ({
    name,
    part: name.startsWith('data') ? 'train' : 'test',
    bytes: bytes.length,
    sha256: sha256(bytes),
  })),
  lookalikes: [{ sign: /^train\.bin$/, name: 'another set' }],
});
