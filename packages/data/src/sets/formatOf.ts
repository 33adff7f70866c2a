import type { DataConfig } from './dataConfig.js';
import type { FormatName } from './formatNames.js';
import { formatOfSet } from './setNames.js';

/** The format of a config's data: that of its set, or its own. */
export const formatOf = ({ set, format = 'cifar10' }: DataConfig): FormatName =>
  set === undefined ? format : formatOfSet[set];
