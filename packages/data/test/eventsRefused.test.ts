import { describe, expect, test } from '@jest/globals';
import { FormatError } from '@spikegrad/core';
import { parseAedat2, parseAedat3, parseNMnist } from '../src/index.js';
import { aedat2Bytes, aedat3Bytes, aedat3Header, nmnistBytes, packet } from './recordings.js';

describe('refused, with what is wrong and where', () => {
  const refused: readonly [string, () => unknown, string][] = [
    ['half an event', () => parseNMnist(new Uint8Array(7), 'a.bin'), '[a.bin] expected a non-zero multiple of 5 bytes'],
    ['no event', () => parseNMnist(new Uint8Array(0), 'a.bin'), 'but received 0 bytes'],
    [
      'a pixel beside the sensor',
      () =>
        parseNMnist(
          nmnistBytes([
            [0, 0, 0, 0],
            [34, 1, 0, 0],
          ]),
        ),
      'pixels of 34×34 in event 1 but received (34, 1)',
    ],
    [
      'clocks alone',
      () => parseNMnist(nmnistBytes([[0, 240, 0, 0]])),
      'at least one event but received only overflows',
    ],
    [
      'another version',
      () => parseAedat2(aedat2Bytes([[0, 0, 0, 0]], '#!AER-DAT3.1\n')),
      '#!AER-DAT2.0 as the first line but received "#!AER-DAT3.1"',
    ],
    [
      'another camera',
      () => parseAedat2(aedat2Bytes([[0, 0, 0, 0]], '#!AER-DAT2.0\n# AEChip: eu.Davis346red\n')),
      'a recording of a DVS128 but received AEChip: eu.Davis346red',
    ],
    [
      'a header alone',
      () => parseAedat2(aedat2Bytes([])),
      'complete events of 8 bytes but received 0 bytes after the header',
    ],
    [
      'an event cut short',
      () => parseAedat2(aedat2Bytes([[0, 0, 0, 0]]).slice(0, -1)),
      'but received 7 bytes after the header',
    ],
    [
      'an address too wide',
      () => parseAedat2(aedat2Bytes([[0, 256, 0, 0]])),
      'an address of 16 bits in event 0 but received 0x10001',
    ],
    ['no header', () => parseAedat3(new Uint8Array(100)), '#!AER-DAT3.1 as the first line'],
    [
      'a header without an end',
      () => parseAedat3(Buffer.from('#!AER-DAT3.1\r\n#Format: RAW\r\n')),
      'a header that ends in #!END-HEADER but received 2 lines',
    ],
    [
      'no packet',
      () => parseAedat3(aedat3Bytes()),
      'at least one valid event of a pixel but received 0 packets without',
    ],
    [
      'a header of a packet cut short',
      () => parseAedat3(aedat3Bytes(new Uint8Array(20))),
      `a header of 28 bytes in the packet at byte ${aedat3Header.length}`,
    ],
    [
      'more events than there are',
      () => parseAedat3(aedat3Bytes(packet([[0, 0, 0, 0]], { count: 2, capacity: 2 }))),
      '2 events of 8 bytes in the packet at byte 42 but received 8 bytes and the end',
    ],
    [
      '2³¹ − 1 events',
      () => parseAedat3(aedat3Bytes(packet([[0, 0, 0, 0]], { count: 2 ** 31 - 1, capacity: 2 ** 31 - 1 }))),
      'but received 8 bytes and the end',
    ],
    [
      'fewer events than none',
      () => parseAedat3(aedat3Bytes(packet([], { count: -1, capacity: -1 }))),
      '0 or more events, within its capacity',
    ],
    ['events of no size', () => parseAedat3(aedat3Bytes(packet([], { size: 0 }))), 'events of 1 byte or more'],
    [
      'events of another size',
      () => parseAedat3(aedat3Bytes(packet([[0, 0, 0, 0]], { size: 4 }))),
      'events of 8 bytes',
    ],
    [
      'another place of the time',
      () => parseAedat3(aedat3Bytes(packet([[0, 0, 0, 0]], { offset: 0 }))),
      'times at byte 4 of each event',
    ],
    [
      'more valid events than events',
      () => parseAedat3(aedat3Bytes(packet([[0, 0, 0, 0]], { valid: 2 }))),
      '0 to 1 valid events',
    ],
    [
      'other marks than it counts',
      () =>
        parseAedat3(
          aedat3Bytes(
            packet(
              [
                [0, 0, 0, 0],
                [0, 0, 0, 0],
              ],
              { valid: 1 },
            ),
          ),
        ),
      '1 events marked as valid',
    ],
    [
      'a pixel beside the sensor',
      () => parseAedat3(aedat3Bytes(packet([[128, 0, 0, 0]]))),
      'pixels of 128×128 at byte 70 but received (128, 0)',
    ],
    [
      'a time before the beginning',
      () => parseAedat3(aedat3Bytes(packet([[0, 0, 0, -1]]))),
      'a time of 0 or more at byte 70',
    ],
    [
      'a clock that went past less than never',
      () => parseAedat3(aedat3Bytes(packet([[0, 0, 0, 0]], { overflow: -1 }))),
      '0 to 4194303 overflows of the clock',
    ],
    [
      'a clock that went past too often for numbers to tell',
      () => parseAedat3(aedat3Bytes(packet([[0, 0, 0, 0]], { overflow: 2 ** 22 }))),
      '0 to 4194303 overflows of the clock in the packet at byte 42 but received 4194304',
    ],
  ];
  test.each(refused)('%s', (_, parse, message) => {
    expect(parse).toThrow(FormatError);
    expect(parse).toThrow(message);
  });
});
