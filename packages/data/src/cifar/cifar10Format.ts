import type { CifarFormat } from './cifarRecords.js';

/** The names of the labels 0…9, from the official `batches.meta.txt`. */
export const cifar10Classes = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

/**
 * CIFAR-10: one label byte per record, before the pixels. @see https://www.cs.toronto.edu/~kriz/cifar.html, "binary
 * version"
 */
export const cifar10Format: CifarFormat = {
  title: 'CIFAR-10',
  labels: [{ name: 'label', values: 10 }],
  label: 0,
  classes: cifar10Classes,
  other: { title: 'CIFAR-100', recordBytes: 3074 },
};
