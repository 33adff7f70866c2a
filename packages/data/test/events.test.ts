import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventFrames, parseAedat2, parseAedat3, parseNMnist, upright, type Events } from '../src/index.js';
import {
  aedat2Bytes,
  aedat3Bytes,
  anyEvents,
  eventAt,
  golden,
  nmnistBytes,
  packet,
  recording,
  total,
  type Sums,
} from './recordings.js';

const parsers = { nmnist: parseNMnist, aedat2: parseAedat2, aedat3: parseAedat3 } as const;

/** The sums that `golden/events.py` makes of frames. */
function sumsOf(counts: Uint32Array, plane: number): Sums {
  const sums = Array.from({ length: counts.length / plane }, (_, i) =>
    total(counts.subarray(i * plane, (i + 1) * plane)),
  );
  const weighted = counts.reduce((sum, count, i) => sum + count * ((i % 997) + 1), 0);
  return { sums, most: Math.max(...counts.reduce((set, each) => set.add(each), new Set<number>())), weighted };
}

describe('real recordings are what NumPy finds in them', () => {
  const here = Object.entries(golden).flatMap(([name, told]) => {
    const bytes = recording(name, told.sha256);
    return bytes ? [{ name, told, bytes }] : [];
  });

  test('those of the repository are here', () => {
    expect(here.map(({ name }) => name)).toEqual(expect.arrayContaining(['user01_short.aedat', 'user24_short.aedat']));
  });

  test.each(here)('$name: every event, and its frames by number and by time', ({ name, told, bytes }) => {
    const events = parsers[told.format](bytes, name);
    expect(events.count).toBe(told.count);
    expect(eventAt(events, 0)).toEqual(told.first);
    expect(eventAt(events, events.count - 1)).toEqual(told.last);
    expect([events.x, events.y, events.polarity, events.time].map(total)).toEqual(told.total);
    const plane = events.width * events.height;
    expect(sumsOf(eventFrames(events, 10), plane)).toEqual(told.byNumber);
    expect(sumsOf(eventFrames(events, 10, 'time'), plane)).toEqual(told.byTime);
  });
});

const listed = (events: Events): readonly (readonly number[])[] =>
  Array.from({ length: events.count }, (_, i) => eventAt(events, i));

describe('every event comes back as it was written', () => {
  test('N-MNIST', () => {
    fc.assert(
      fc.property(anyEvents(34, 2 ** 23 - 1), (events) =>
        expect(listed(parseNMnist(nmnistBytes(events)))).toEqual(events),
      ),
    );
  });

  test('AEDAT 2.0', () => {
    fc.assert(
      fc.property(anyEvents(128, 2 ** 31), (events) => {
        const sorted = [...events].sort((a, b) => a[3] - b[3]);
        expect(listed(parseAedat2(aedat2Bytes(sorted)))).toEqual(sorted);
      }),
    );
  });

  test('AEDAT 3.1, in any packets, with others in between', () => {
    fc.assert(
      fc.property(fc.array(anyEvents(128, 2 ** 31 - 1), { minLength: 1, maxLength: 4 }), (parts) => {
        const other = packet([[0, 0, 0, 0]], { type: 0 });
        const bytes = aedat3Bytes(...parts.flatMap((part) => [packet(part), other]));
        expect(listed(parseAedat3(bytes))).toEqual(parts.flat());
      }),
    );
  });
});

describe('what formats say beside events', () => {
  test('N-MNIST: a row of 240 is 8192 µs that the clock went past', () => {
    const events = parseNMnist(
      nmnistBytes([
        [1, 2, 0, 5],
        [0, 240, 0, 0],
        [3, 4, 1, 6],
      ]),
    );
    expect(listed(events)).toEqual([
      [1, 2, 0, 5],
      [3, 4, 1, 6 + 8192],
    ]);
  });

  test('AEDAT 2.0: signals from outside are passed over, and a clock that begins again goes on', () => {
    const bytes = aedat2Bytes([
      [1, 2, 1, 2 ** 32 - 1],
      [0, 128, 1, 0],
      [3, 4, 0, 7],
    ]);
    expect(listed(parseAedat2(bytes))).toEqual([
      [1, 2, 1, 2 ** 32 - 1],
      [3, 4, 0, 2 ** 32 + 7],
    ]);
  });

  test('AEDAT 2.0: upright, a pixel is at 127 − y, 127 − x', () => {
    expect(listed(upright(parseAedat2(aedat2Bytes([[5, 120, 1, 9]]))))).toEqual([[7, 122, 1, 9]]);
  });

  test('AEDAT 3.1: invalid events are passed over, overflows count 2³¹ µs', () => {
    const bytes = aedat3Bytes(
      packet(
        [
          [1, 2, 1, 3],
          [4, 5, 0, 6],
        ],
        { overflow: 1 },
        [false, true],
      ),
    );
    expect(listed(parseAedat3(bytes))).toEqual([[4, 5, 0, 6 + 2 ** 31]]);
  });
});
