import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FormatError } from '@spikegrad/core';
import jpegJs from 'jpeg-js';
import { decodeImage, type Image } from '../src/index.js';
import { pictureFile } from './pictures.js';

/** JPEGs of every order of colour markers, sampling, coding and restart interval, and Pillow's pixels. Made by `golden/jpegs.py`. */
const golden = JSON.parse(readFileSync(new URL('golden/jpegs.json', import.meta.url), 'utf8')) as {
  readonly width: number;
  readonly height: number;
  readonly orders: readonly {
    readonly file: string;
    readonly order: readonly string[];
    readonly ids: readonly number[] | null;
    readonly reading: string;
  }[];
  readonly readings: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, { readonly reading: string; readonly file: string }>>;
};

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const fileOf = (label: string): Uint8Array => bytesOf(golden.files[label]!.file);

/** Pixels one after the other, as Pillow and jpeg-js give them. */
function interleaved({ pixels, width, height }: Image): Uint8Array {
  const plane = width * height;
  return Uint8Array.from({ length: 3 * plane }, (_, i) => pixels[(i % 3) * plane + Math.floor(i / 3)]!);
}

/** How far an image is from one of Pillow's readings, in levels: at most, and on average. */
function apart(image: Image, reading: string): { readonly most: number; readonly mean: number } {
  expect(image).toMatchObject({ channels: 3, width: golden.width, height: golden.height });
  const expected = bytesOf(golden.readings[reading]!);
  const differences = interleaved(image).map((level, i) => Math.abs(level - expected[i]!));
  return { most: Math.max(...differences), mean: differences.reduce((sum, each) => sum + each, 0) / expected.length };
}

/** The bytes of each segment before the first scan, without those of colours, and the rest. */
function segmentsOf(file: Uint8Array): { readonly segments: readonly Uint8Array[]; readonly rest: Uint8Array } {
  const segments: Uint8Array[] = [];
  let at = 2;
  while (file[at + 1] !== 0xda) {
    const end = at + 2 + ((file[at + 2]! << 8) | file[at + 3]!);
    if (file[at + 1] !== 0xe0 && file[at + 1] !== 0xee) segments.push(file.slice(at, end));
    at = end;
  }
  return { segments, rest: file.slice(at) };
}

const frameOf = (segments: readonly Uint8Array[]): number =>
  segments.findIndex(([, marker]) => marker! >= 0xc0 && marker! <= 0xc2);

const joined = (...pieces: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(pieces.flatMap((piece) => [...piece]));

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];
const adobe = (transform: number): readonly number[] => [0xff, 0xee, 0, 14, ...ascii('Adobe\0d\0\0\0\0'), transform];
const pieces: Readonly<Record<string, readonly number[]>> = {
  jfif: [0xff, 0xe0, 0, 16, ...ascii('JFIF\0\x01\x01\0\0\x01\0\x01\0\0')],
  adobe0: adobe(0),
  adobe1: adobe(1),
  adobe2: adobe(2),
};

/** A file with other segments for its colours; `frame` in the order stands for its tables and its frame. */
function built(file: Uint8Array, order: readonly string[], ids: readonly number[] | null): Uint8Array {
  const { segments, rest } = segmentsOf(file);
  const place = frameOf(segments);
  ids?.forEach((id, i) => (segments[place]![10 + 3 * i] = rest[5 + 2 * i] = id));
  const frame = joined(...segments.slice(0, place + 1));
  const ordered = order.map((name) => (name === 'frame' ? frame : pieces[name]!));
  return joined([0xff, 0xd8], ...ordered, ...segments.slice(place + 1), rest);
}

describe('colours follow JFIF, then Adobe, then the numbers of the components, as in Pillow', () => {
  test.each(golden.orders)('$file: $order, numbers $ids are $reading', async ({ file, order, ids, reading }) => {
    const { most, mean } = apart(await decodeImage(built(fileOf(file), order, ids)), reading);
    expect(most).toBeLessThanOrEqual(5);
    expect(mean).toBeLessThan(1.2);
  });
});

// Readings of other colours are 28 levels apart or more; repeating colours where Pillow smooths them gives up to 4.
test.each(Object.keys(golden.files))('%s decodes to the picture that Pillow finds', async (label) => {
  expect(apart(await decodeImage(fileOf(label)), golden.files[label]!.reading).mean).toBeLessThan(5);
});

describe('pixels are those of jpeg-js 0.4.4, to the bit, where it decodes rightly', () => {
  const sound = Object.keys(golden.files).filter((label) => !label.includes('restarts') || label.includes('baseline'));
  const pictures = ['jpeg 4:4:4', 'jpeg 4:2:2', 'jpeg 4:2:0', 'jpeg progressive', 'jpeg with restarts', 'jpeg grey'];
  const files: readonly (readonly [string, Uint8Array])[] = [
    ...sound.filter((label) => !label.startsWith('grey')).map((label) => [label, fileOf(label)] as const),
    ...[...pictures, 'jpeg four inks'].map((name) => [name, pictureFile(name)] as const),
  ];
  test.each(files)('%s', async (_, file) => {
    const { data } = jpegJs.decode(file, { useTArray: true, formatAsRGBA: false, tolerantDecoding: false });
    expect(Buffer.compare(interleaved(await decodeImage(file)), data)).toBe(0);
  });
});

/** A file with segments before its end. */
const before = (file: Uint8Array, ...more: readonly number[]): Uint8Array =>
  joined(file.slice(0, -2), more, [0xff, 0xd9]);

describe('what contradicts itself fails with a FormatError', () => {
  const plain = fileOf('1x1, baseline');
  const progressive = fileOf('1x1, progressive');
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0];
  const { segments } = segmentsOf(plain);
  const frame = segments[frameOf(segments)]!;
  const restarts = fileOf('grey, baseline, restarts');
  const restart = restarts.findIndex((byte, i) => byte === 0xff && restarts[i + 1] === 0xd1);
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['a second frame', before(plain, ...frame), /one frame but received two/],
    ['a baseline component sent twice', before(plain, ...scan), /each bit once.* coefficient 0 of component 1 again/],
    ['a progressive scan sent twice', before(progressive, ...scan), /each bit once/],
    ['bits out of order', before(progressive, ...scan.slice(0, -1), 0x54), /each bit once/],
    [
      'means and others in one scan',
      before(progressive, ...scan.slice(0, -2), 5, 0),
      /a valid range of coefficients of a progressive scan/,
    ],
    ['a band that ends before it begins', before(progressive, ...scan.slice(0, -3), 9, 5, 0), /of a progressive scan/],
    ['a component that the frame has not', before(plain, ...scan.slice(0, 5), 9, ...scan.slice(6)), /component 9/],
    ['components of one number', built(plain, ['frame'], [1, 1, 2]), /different numbers but received 1,1,2/],
    [
      'a restart that is missing',
      joined(restarts.slice(0, restart), restarts.slice(restart + 2)),
      /no restart|an unknown code/,
    ],
    ['a scan that ends early', joined(plain.slice(0, -40), [0xff, 0xd9]), /the end of the codes of a scan/],
    ['no end', plain.slice(0, -2), /a segment of a JPEG at byte \d+ but received its end/],
  ];
  test.each(cases)('%s', async (_, file, message) => {
    const decoded = decodeImage(file, 'x');
    await expect(decoded).rejects.toThrow(FormatError);
    await expect(decoded).rejects.toThrow(message);
  });
});

describe('a file can have 64 scans', () => {
  /** A progressive grey picture of 8 × 8 whose coefficients come one a scan, with no code but the end of a block. */
  const ofScans = (count: number): Uint8Array => {
    const scan = (k: number): readonly number[] => [0xff, 0xda, 0, 8, 1, 1, 0, k, k, 0, 0];
    const counts = [1, ...Array<number>(15).fill(0)];
    return joined(
      [0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, ...Array<number>(64).fill(1)],
      [0xff, 0xc2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0],
      [0xff, 0xc4, 0, 20, 0, ...counts, 0, 0xff, 0xc4, 0, 20, 0x10, ...counts, 0],
      ...Array.from({ length: Math.min(count, 64) }, (_, k) => scan(k)),
      ...Array.from({ length: count - 64 }, () => scan(63)),
      [0xff, 0xd9],
    );
  };

  test('64 decode', async () => {
    expect(new Set((await decodeImage(ofScans(64))).pixels)).toEqual(new Set([128]));
  });

  test('65 are rejected before the first is decoded, for both decoders', async () => {
    for (const decoder of ['jpeg-js', 'sharp'] as const)
      await expect(decodeImage(ofScans(65), 'x', decoder)).rejects.toThrow(
        '[x] expected at most 64 scans but received more',
      );
  });
});
