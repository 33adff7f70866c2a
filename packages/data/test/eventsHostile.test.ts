import { describe, expect, test } from '@jest/globals';
import { FormatError } from '@spikegrad/core';
import fc from 'fast-check';
import {
  gestureClasses,
  parseAedat2,
  parseAedat3,
  parseGestures,
  parseNMnist,
  parseTrials,
  type Events,
} from '../src/index.js';
import {
  aedat2Bytes,
  aedat3Bytes,
  aedat3Header,
  golden,
  nmnistBytes,
  packet,
  recording,
  type Claims,
} from './recordings.js';

/** A file that is right, what reads it, and the bytes that an event has at least. */
interface Original {
  readonly parse: (bytes: Uint8Array) => Events;
  readonly bytes: Uint8Array;
  readonly each: number;
}

const shipped = golden['user01_short.aedat']!;
const real = recording('user01_short.aedat', shipped.sha256)!.slice(0, 4000);
const three = [
  [1, 2, 0, 3],
  [4, 5, 1, 6],
  [7, 8, 0, 9],
] as const;
const originals: readonly Original[] = [
  { parse: parseNMnist, bytes: nmnistBytes(three), each: 5 },
  { parse: parseAedat2, bytes: aedat2Bytes(three), each: 8 },
  { parse: parseAedat3, bytes: aedat3Bytes(packet(three), packet([[7, 8, 1, 9]], {}, [false])), each: 8 },
  { parse: parseAedat3, bytes: real, each: 8 },
];

/** What a reader makes of bytes: events that are within the sensor and not more than there are bytes for, or a FormatError. */
function isSound({ parse, each }: Original, given: Uint8Array): void {
  try {
    const { count, x, y, polarity, time, width, height } = parse(given);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(given.length / each); // no size that a file claims is believed
    for (const column of [x, y, polarity, time]) expect(column.length).toBe(count);
    expect(x.every((column) => column < width) && y.every((row) => row < height)).toBe(true);
    expect(polarity.every((p) => p <= 1) && time.every((t) => t >= 0 && Number.isSafeInteger(t))).toBe(true);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
}

describe('whatever bytes are there, readers give events within the sensor or a FormatError', () => {
  const edit = fc.tuple(fc.nat(), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x23, 0x0a));

  test('flipped, cut or doubled', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...originals),
        fc.array(edit, { maxLength: 6 }),
        fc.nat(),
        fc.boolean(),
        (original, edits, cut, twice) => {
          const { bytes } = original;
          const changed = twice ? Uint8Array.from([...bytes, ...bytes]) : bytes.slice();
          for (const [place, value] of edits) changed[place % changed.length] = value;
          isSound(original, changed.subarray(0, cut % 3 === 0 ? changed.length : cut % changed.length));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('with a piece taken out, put in twice or moved', () => {
    const place = fc.nat({ max: 5000 });
    fc.assert(
      fc.property(fc.constantFrom(...originals), place, place, place, (original, a, b, to) => {
        const all = [...original.bytes];
        const [begin, end] = [Math.min(a, b) % all.length, Math.max(a, b) % all.length];
        const piece = all.slice(begin, end);
        const without = all.filter((_, i) => i < begin || i >= end);
        isSound(original, Uint8Array.from(without));
        isSound(original, Uint8Array.from([...all.slice(0, to), ...piece, ...all.slice(to)]));
        isSound(original, Uint8Array.from([...without.slice(0, to), ...piece, ...without.slice(to)]));
      }),
      { numRuns: 200 },
    );
  });

  test('cut at any byte', () => {
    for (const original of originals.slice(0, 3))
      for (let length = 0; length < original.bytes.length; length++)
        isSound(original, original.bytes.subarray(0, length));
  });

  test('nothing but noise, after a header that is right', () => {
    const headers = ['', '#!AER-DAT2.0\n', aedat3Header];
    fc.assert(
      fc.property(
        fc.constantFrom(...originals),
        fc.constantFrom(...headers),
        fc.uint8Array(),
        (original, head, noise) => isSound(original, Uint8Array.from([...Buffer.from(head), ...noise])),
      ),
      { numRuns: 500 },
    );
  });

  test('a packet that lies about its sizes', () => {
    const number = fc.constantFrom(-(2 ** 31), -1, 0, 1, 2, 3, 4, 8, 2 ** 16, 2 ** 28, 2 ** 31 - 1);
    const claims: fc.Arbitrary<Claims> = fc.record(
      { size: number, offset: number, overflow: number, capacity: number, count: number, valid: number },
      { requiredKeys: [] },
    );
    const type = fc.constantFrom(-1, 0, 1, 2, 2 ** 15 - 1);
    const original = originals[2]!;
    fc.assert(
      fc.property(claims, type, fc.boolean(), (sizes, kind, first) => {
        const lie = packet(three, { ...sizes, type: kind });
        const truth = packet(three);
        isSound(original, aedat3Bytes(...(first ? [lie, truth] : [truth, lie])));
      }),
      { numRuns: 2000 },
    );
  });

  test('a packet of nothing every 28 bytes, and a header of lines without an end', () => {
    const nothing = packet([]);
    const packets = new Uint8Array(aedat3Header.length + 100_000 * nothing.length);
    packets.set(Buffer.from(aedat3Header));
    for (let at = aedat3Header.length; at < packets.length; at += nothing.length) packets.set(nothing, at);
    expect(() => parseAedat3(packets)).toThrow('but received 100000 packets without');
    const lines = new Uint8Array(2 ** 21);
    for (let i = 0; i < lines.length; i++) lines[i] = i % 2 === 0 ? 0x23 : 0x0a;
    lines.set(Buffer.from('#!AER-DAT3.1\n'));
    expect(() => parseAedat3(lines)).toThrow('a header that ends in #!END-HEADER');
    expect(() =>
      parseAedat3(Buffer.concat([Buffer.from('#!AER-DAT3.1\n'), new Uint8Array(2 ** 21).fill(0x23)])),
    ).toThrow('a header that ends in #!END-HEADER but received 1 lines without it');
  });
});

describe('whatever text is there, labels and lists are whole or a FormatError', () => {
  const cell = fc.constantFrom(
    '1',
    '11',
    '12',
    '0',
    '-1',
    '1e3',
    '9'.repeat(20),
    '',
    ' 5',
    'NaN',
    '∞',
    '0x1',
    '2',
    '9',
  );
  const times = fc.tuple(fc.integer({ min: 1, max: 11 }), fc.nat({ max: 99 }), fc.integer({ min: 100, max: 999 }));
  const row = fc.oneof(fc.array(cell, { maxLength: 5 }), times).map((cells) => cells.join(','));

  test('labels of gestures', () => {
    const head = fc.constantFrom('class,startTime_usec,endTime_usec', 'class,start,end', '');
    let read = 0;
    fc.assert(
      fc.property(head, fc.array(row, { maxLength: 4 }), fc.constantFrom('\n', '\r\n', '\r'), (first, rows, end) => {
        try {
          for (const { label, begin, end: last } of parseGestures([first, ...rows].join(end))) {
            expect(gestureClasses[label]).toBeDefined();
            expect(Number.isSafeInteger(begin) && Number.isSafeInteger(last) && begin < last).toBe(true);
            read++;
          }
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
    expect(read).toBeGreaterThan(10);
  });

  test('lists of recordings: no name leaves the folder', () => {
    const part = fc.constantFrom('user01', '.aedat', '/', '\\', '..', '.', '\0', 'a', ' ', '%2e', '~', '\n');
    const names = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(names, (text) => {
        try {
          for (const name of parseTrials(text)) expect(name).toMatch(/^\w[\w.-]*$/);
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
