import type { FormatName } from './formatNames.js';

/** The names that `spikegrad data` and `data.set` of a config know. */
export const setNames = ['cifar10', 'cifar100', 'imagenet', 'nmnist', 'dvsGesture', 'cifar10Dvs'] as const;

export type SetName = (typeof setNames)[number];

/** The format that each set is published in. */
export const formatOfSet: Readonly<Record<SetName, FormatName>> = {
  cifar10: 'cifar10',
  cifar100: 'cifar100',
  imagenet: 'imageFolder',
  nmnist: 'nmnist',
  dvsGesture: 'dvsGesture',
  cifar10Dvs: 'cifar10Dvs',
};
