import { homedir } from 'node:os';
import { join } from 'node:path';
import { cifar10 } from './cifar10.js';
import { cifar100 } from './cifar100.js';
import { cifar10Dvs } from './cifar10Dvs.js';
import { dvsGesture } from './dvsGesture.js';
import { imagenet } from './imagenet.js';
import { fashionMnist, mnist } from './mnist.js';
import { nmnist } from './nmnist.js';
import type { DataSet } from './published.js';
import type { SetName } from '@spikegrad/data';

export const sets: Readonly<Record<SetName, DataSet>> = {
  ...{ cifar10, cifar100, mnist, fashionMnist },
  ...{ imagenet, nmnist, dvsGesture, cifar10Dvs },
};

/** The environment variable with the folder of all sets. */
export const folderVariable = 'SPIKEGRAD_DATASETS';

/**
 * The folder of all sets: `dir` if given, otherwise that of the environment variable, otherwise
 * `~/.cache/spikegrad/datasets`. Each set has a folder with its name.
 */
export const setsFolder = (dir?: string): string =>
  dir ?? (process.env[folderVariable] || join(homedir(), '.cache', 'spikegrad', 'datasets'));
