import { describe, expect, test } from '@jest/globals';
import { FormatError } from '@spikegrad/core';
import fc from 'fast-check';
import { eventFrames, eventsBetween, parseGestures, parseNMnist, parseTrials, type Events } from '../src/index.js';
import { anyEvents, nmnistBytes, total, type Told } from './recordings.js';

describe('eventFrames', () => {
  const seen = (events: readonly Told[]): Events => parseNMnist(nmnistBytes(events));

  test('by number: ⌊7 / 3⌋ events a frame, the last takes the rest', () => {
    const events = seen(Array.from({ length: 7 }, (_, i) => [i, 0, i % 2, 10 * i] as const));
    const counts = eventFrames(events, 3);
    const at = (frame: number, p: number, x: number) => counts[(frame * 2 + p) * 34 * 34 + x];
    expect([0, 1].map((x) => at(0, x % 2, x))).toEqual([1, 1]);
    expect([2, 3].map((x) => at(1, x % 2, x))).toEqual([1, 1]);
    expect([4, 5, 6].map((x) => at(2, x % 2, x))).toEqual([1, 1, 1]);
    expect(total(counts)).toBe(7);
  });

  test('by time: equal spans from the earliest event on, in whatever order events come', () => {
    const counts = eventFrames(
      seen([
        [0, 0, 0, 130],
        [1, 0, 0, 100],
        [2, 0, 0, 109],
        [3, 0, 0, 110],
        [4, 0, 0, 129],
      ]),
      3,
      'time',
    );
    const frameOf = (x: number) =>
      Math.floor(counts.findIndex((count, i) => count > 0 && i % 34 === x) / (2 * 34 * 34));
    expect([0, 1, 2, 3, 4].map(frameOf)).toEqual([2, 0, 0, 1, 2]);
  });

  test('every event is in one frame, in its own pixel, however many frames there are', () => {
    fc.assert(
      fc.property(
        anyEvents(34, 1000),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('number' as const, 'time' as const),
        (events, frames, by) => {
          const counts = eventFrames(seen(events), frames, by);
          const planes = new Uint32Array(2 * 34 * 34);
          counts.forEach((count, i) => (planes[i % planes.length]! += count));
          expect(planes).toEqual(eventFrames(seen(events), 1));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('no frame and no event are refused', () => {
    expect(() => eventFrames(seen([[0, 0, 0, 0]]), 0)).toThrow('an integer number of at least 1 frame but received 0');
    expect(() => eventFrames(eventsBetween(seen([[0, 0, 0, 0]]), 5, 6), 1)).toThrow(
      'at least one event but received none',
    );
  });
});

describe('labels and lists of DVS128-Gesture', () => {
  const head = 'class,startTime_usec,endTime_usec';

  test('classes count from 0', () => {
    expect(parseGestures(`${head}\r\n11,5,9\r\n1,10,20\r\n`)).toEqual([
      { label: 10, begin: 5, end: 9 },
      { label: 0, begin: 10, end: 20 },
    ]);
  });

  test.each([
    ['another head', 'a,b,c\n1,2,3', 'the first line class,startTime_usec,endTime_usec'],
    ['no gesture', head, '1 to 100 gestures but received 0'],
    [
      'a class 12',
      `${head}\n12,1,2`,
      'a class from 1 to 11, a beginning and a later end in line 2 but received "12,1,2"',
    ],
    ['an end before the beginning', `${head}\n1,1,2\n1,2,2`, 'in line 3'],
    ['no number', `${head}\n1,1e3,2e9`, 'in line 2'],
    ['without end', `${head}\n${'1,1,2\n'.repeat(101)}`, '1 to 100 gestures but received 101'],
  ])('%s is refused', (_, text, message) => {
    expect(() => parseGestures(text, 'labels.csv')).toThrow(FormatError);
    expect(() => parseGestures(text, 'labels.csv')).toThrow(message);
  });

  test.each(['../user01.aedat', '/etc/user01.aedat', 'a\\b.aedat', '..aedat', 'user01.csv', 'a.aedat\0.aedat'])(
    'a list refuses the name %j',
    (name) =>
      expect(() => parseTrials(`user01_led.aedat\n${name}`)).toThrow('the plain name of an .aedat file in line 2'),
  );

  test('a list names each recording once', () => {
    expect(parseTrials('user01_led.aedat\r\n\r\nuser01_lab.aedat\n')).toEqual(['user01_led.aedat', 'user01_lab.aedat']);
    expect(() => parseTrials('a.aedat\nb.aedat\na.aedat')).toThrow('each recording once but received a.aedat twice');
    expect(() => parseTrials('\n')).toThrow('1 to 1000 names of recordings but received 0');
  });
});
