import { FormatError } from '@spikegrad/core';
import { countImageFolder, readImageFolder } from '@spikegrad/data';
import type { Format } from './format.js';

/** JPEG or PNG images in one folder per class, decoded when their batch is made. */
export const imageFolderFormat: Format = {
  kind: 'images with one folder per class',
  folder: true,
  read: (paths, part, { decoder }) => readImageFolder(only(paths, part), decoder && { decoder }),
  count: (paths, part) => countImageFolder(only(paths, part)),
};

function only(paths: readonly string[], part: string): string {
  const [path] = paths;
  if (path !== undefined && paths.length === 1) return path;
  throw new FormatError(`data.${part}`, 'one folder of images', String(paths.length));
}
