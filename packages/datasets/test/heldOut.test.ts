import { expect, test } from '@jest/globals';
import type { ImageDataset } from '@spikegrad/data';
import { heldOut } from '../src/open/heldOut.js';

const of = (...labels: number[]): ImageDataset => ({
  images: Uint8Array.from(labels, (_, i) => i),
  labels: Uint8Array.from(labels),
  ...{ count: labels.length, channels: 1, height: 1, width: 1, classes: ['a', 'b'] },
});
const training = of(0, 0, 0, 0, 1, 1, 1, 1);
const testing = of(1, 0, 1);
const read = (set: object | null) => [...(set as ImageDataset).images];

test('samples to validate on are taken out of the training samples, as many of each class, the same at every call', () => {
  const parts = heldOut({ training, testing }, { samples: 4, from: 'train' });
  const held = parts.validation as ImageDataset;
  expect([...held.labels]).toEqual([0, 0, 1, 1]);
  expect([...read(parts.training), ...read(held)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(parts.testing).toBe(testing);
  expect(read(heldOut({ training, testing }, { samples: 4, from: 'train' }).validation)).toEqual(read(held));
});

test('or the first test samples, which are tested on as well; or none', () => {
  const parts = heldOut({ training, testing }, { samples: 2, from: 'test' });
  expect(read(parts.validation)).toEqual([0, 1]);
  expect(parts).toMatchObject({ training, testing });
  expect(heldOut({ training, testing }, { samples: null, from: 'train' })).toEqual({
    ...{ training, testing, validation: null },
  });
});

test('more samples than there are, or all that would be trained on, are refused', () => {
  expect(() => heldOut({ training, testing }, { samples: 8, from: 'train' })).toThrow(
    'fewer than the 8 training images but received 8',
  );
  expect(() => heldOut({ training, testing }, { samples: 4, from: 'test' })).toThrow('at most the 3 images');
});
