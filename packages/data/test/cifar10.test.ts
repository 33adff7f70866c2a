import { describe, expect, test } from '@jest/globals';
import { FormatError } from '@spikegrad/core';
import fc from 'fast-check';
import { cifar10Classes, parseCifar10 } from '../src/index.js';
import { cifarBytes } from './arbitraries.js';

describe('parseCifar10', () => {
  test('takes the label byte off each record and keeps the planes as they are', () => {
    const bytes = cifarBytes(3);
    const dataset = parseCifar10(bytes);
    expect(dataset).toMatchObject({ count: 3, channels: 3, height: 32, width: 32, classes: cifar10Classes });
    expect([...dataset.labels]).toEqual([0, 1, 2]);
    for (const record of [0, 1, 2]) {
      expect(dataset.images.slice(record * 3072, (record + 1) * 3072)).toEqual(
        bytes.slice(record * 3073 + 1, (record + 1) * 3073),
      );
    }
  });

  test('owns its bytes: a buffer used again does not change the dataset', () => {
    const bytes = cifarBytes(1);
    const dataset = parseCifar10(bytes);
    const before = dataset.images.slice();
    bytes.fill(9);
    expect(dataset.images).toEqual(before);
  });

  test('refuses every length that is not a whole number of records', () => {
    const lengths = fc.integer({ min: 0, max: 9300 }).filter((length) => length === 0 || length % 3073 !== 0);
    fc.assert(
      fc.property(lengths, (length) => {
        expect(() => parseCifar10(new Uint8Array(length), 'some.bin')).toThrow(FormatError);
      }),
    );
    expect(() => parseCifar10(new Uint8Array(3072), 'short.bin')).toThrow(
      '[short.bin] expected a non-zero multiple of 3073 bytes (CIFAR-10 records) but received 3072 bytes',
    );
  });

  test('refuses every label above 9 and names the file, the record and the label', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 10, max: 255 }), (record, label) => {
        const bytes = cifarBytes(3);
        bytes[record * 3073] = label;
        expect(() => parseCifar10(bytes, 'bad.bin')).toThrow(
          `[bad.bin] expected a label from 0 to 9 in record ${record} but received ${label}`,
        );
      }),
    );
  });
});
