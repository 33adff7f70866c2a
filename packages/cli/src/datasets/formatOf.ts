import type { RunConfig } from '../config/schema.js';
import type { FormatName } from './formatNames.js';
import { formatOfSet } from './setNames.js';

/** The format of a config's data: that of its set, or its own. */
export const formatOf = ({ set, format = 'cifar10' }: RunConfig['data']): FormatName =>
  set === undefined ? format : formatOfSet[set];
