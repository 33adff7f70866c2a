import type { ImageDataset } from '../datasets/dataset.js';
import { countedFrames, type EventFrameOptions } from './countedFrames.js';
import { openCifar10Dvs, openGestures, openNMnist } from './openRecordings.js';

/** Reads a part of N-MNIST into frames in memory. Node only. @see openNMnist @throws FormatError that names the file or folder */
export const readNMnist = async (folder: string, options: EventFrameOptions): Promise<ImageDataset> =>
  countedFrames(await openNMnist(folder), options);

/** @see readCifar10Dvs */
export interface Cifar10DvsOptions extends EventFrameOptions {
  /** The part: the first nine tenths of each class, or the last tenth. */
  readonly part: 'train' | 'test';
}

/** Reads a part of CIFAR10-DVS into frames in memory. Node only. @see openCifar10Dvs @throws FormatError that names the file or folder */
export const readCifar10Dvs = async (folder: string, { part, ...options }: Cifar10DvsOptions): Promise<ImageDataset> =>
  countedFrames(await openCifar10Dvs(folder, part), options);

/** Reads a part of DVS128-Gesture into frames in memory. Node only. @see openGestures @throws FormatError that names the file */
export const readGestures = async (list: string, options: EventFrameOptions): Promise<ImageDataset> =>
  countedFrames(await openGestures(list), options);
