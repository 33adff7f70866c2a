import { join } from 'node:path';
import { parseConfig } from '../src/config/parse.js';
import type { RunConfig } from '../src/schema/sections.js';
import type { Section } from '../src/config/section.js';

/** The least network and batch there are. */
export const small = { batchSize: 4, iterations: 3, steps: 2, model: { width: 1 / 32 } };

/** The config of a tiny run over the files of a `dataFolder`. */
export const tinyConfig = (folder: string, fields: Section & { readonly data?: object }): RunConfig => {
  const data = { train: [join(folder, 'train.bin')], test: [join(folder, 'test.bin')], ...fields.data };
  return parseConfig({ ...small, ...fields, data }, 'tiny');
};
