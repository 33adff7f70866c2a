import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Events } from '../src/index.js';

/** A folder with recordings that may not be shipped (`golden/events.json` names them); what is not there is not looked at. */
const folder = process.env['SPIKEGRAD_RECORDINGS'];

const samples = 'packages/data/samples/dvs-gesture';

/** The bytes of a real recording, or null where this machine has no such file. */
export function recording(name: string, sha256: string): Uint8Array | null {
  for (const place of [samples, ...(folder === undefined ? [] : [folder])]) {
    if (!readdirSync(place).includes(name)) continue;
    const bytes = readFileSync(join(place, name));
    if (createHash('sha256').update(bytes).digest('hex') === sha256) return new Uint8Array(bytes);
  }
  return null;
}

/** x, y, polarity and time of one event. */
export const eventAt = ({ x, y, polarity, time }: Events, i: number): readonly number[] => [
  ...[x[i]!, y[i]!, polarity[i]!, time[i]!],
];

export type Told = readonly [x: number, y: number, polarity: number, time: number];

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];

export const nmnistBytes = (events: readonly Told[]): Uint8Array =>
  Uint8Array.from(events.flatMap(([x, y, p, t]) => [x, y, (p << 7) | (t >> 16), (t >> 8) & 255, t & 255]));

/** An AEDAT 2.0 file; the polarity that events have is the opposite of the address's bit. */
export function aedat2Bytes(events: readonly Told[], header = '#!AER-DAT2.0\r\n# AEChip: a.b.DVS128\r\n'): Uint8Array {
  const body = Buffer.alloc(8 * events.length);
  events.forEach(([x, y, p, t], i) => {
    body.writeUInt32BE((y << 8) | (x << 1) | (1 - p), 8 * i);
    body.writeUInt32BE(t % 2 ** 32, 8 * i + 4);
  });
  return Uint8Array.from([...ascii(header), ...body]);
}

export const aedat3Header = '#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n';

/** What the header of a packet claims, in place of the truth. */
export type Claims = Partial<Record<'type' | 'size' | 'offset' | 'overflow' | 'capacity' | 'count' | 'valid', number>>;

/** One packet of AEDAT 3.1. */
export function packet(events: readonly Told[], claims: Claims = {}, valid: readonly boolean[] = []): Uint8Array {
  const n = events.length;
  const { type = 1, size = 8, offset = 4, overflow = 0, capacity = n, count = n } = claims;
  const bytes = Buffer.alloc(28 + 8 * n);
  bytes.writeInt16LE(type, 0);
  bytes.writeInt16LE(1, 2);
  const all = events.filter((_, i) => valid[i] ?? true).length;
  [size, offset, overflow, capacity, count, claims.valid ?? all].forEach((value, i) =>
    bytes.writeInt32LE(value, 4 + 4 * i),
  );
  events.forEach(([x, y, p, t], i) => {
    bytes.writeUInt32LE(((x << 17) | (y << 2) | (p << 1) | Number(valid[i] ?? true)) >>> 0, 28 + 8 * i);
    bytes.writeInt32LE(t, 32 + 8 * i);
  });
  return bytes;
}

export const aedat3Bytes = (...packets: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from([...ascii(aedat3Header), ...packets.flatMap((each) => [...each])]);

/** What `golden/events.py` found in a recording. */
interface Golden {
  readonly format: 'nmnist' | 'aedat2' | 'aedat3';
  readonly sha256: string;
  readonly count: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly total: readonly number[];
  readonly byNumber: Sums;
  readonly byTime: Sums;
}
/** Of frames, in the order of time, then polarity. */
export interface Sums {
  readonly sums: readonly number[];
  readonly most: number;
  readonly weighted: number;
}

export const golden = JSON.parse(readFileSync('packages/data/test/golden/events.json', 'utf8')) as Readonly<
  Record<string, Golden>
>;

/** Events anywhere on a sensor. */
export const anyEvents = (side: number, latest: number): fc.Arbitrary<Told[]> =>
  fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: side - 1 }),
      fc.integer({ min: 0, max: side - 1 }),
      fc.integer({ min: 0, max: 1 }),
      fc.integer({ min: 0, max: latest }),
    ),
    { minLength: 1, maxLength: 40 },
  );

export function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
