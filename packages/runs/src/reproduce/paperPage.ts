import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SpikegradError } from '@spikegrad/core';
import { z } from 'zod';
import { parseJson } from '@spikegrad/trainer';
import { describe, readText } from '@spikegrad/files';

/** A page of the paper or a sweep that cannot be made as requested; the message ends with advice. */
export class ReproduceError extends SpikegradError {
  constructor(who: string, expected: string, received: string, advice: string) {
    super(who, expected, `${received}; ${advice}`);
  }
}

/** All pages. */
export const pageNames = [
  'table1',
  'table2',
  'table4',
  'fig2',
  'gaussian',
  'appendixE',
  'rules',
  'norms',
  'decay',
  'nmnist',
  'tinyImageNet32',
] as const;
export type PageName = (typeof pageNames)[number];

/** `laptop`: the same algorithm on fewer images and iterations. `long`: a narrow network on all images. `full`: as published. */
export const scales = ['laptop', 'long', 'full'] as const;
export type Scale = (typeof scales)[number];

const row = z.strictObject({
  /** Used in the names of the folders of its runs. */
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string(),
  /** Test accuracy of the paper, in per cent. */
  published: z.number().nullable(),
  note: z.string().optional(),
  /** Configs, relative to the page. */
  laptop: z.string().optional(),
  long: z.string().optional(),
  full: z.string().optional(),
  /** The maximum number of seeds of the row at a scale. @defaultValue no limit */
  seeds: z.partialRecord(z.enum(scales), z.number().int().min(1)).optional(),
  /** Why there is no config for a scale. */
  lacks: z.string().optional(),
});

const page = z.strictObject({
  title: z.string(),
  about: z.string(),
  /** The setting of the published figures. */
  published: z.string(),
  plots: z.array(z.enum(['accuracy', 'rates', 'thresholds', 'memory', 'membranes', 'batchSizes', 'epochs', 'gap'])),
  /** Batch sizes for tests of finished networks, with thresholds of training and of the batch. */
  batchSizes: z.array(z.number().int().min(1)).default([]),
  /** Rows from the worst to the best, in the order of the paper. */
  order: z.array(z.string()).default([]),
  rows: z.array(row).min(1),
});

export type PaperRow = z.infer<typeof row>;
export type PaperPage = z.infer<typeof page> & {
  readonly name: PageName;
  /** The folder of its configs. */
  readonly folder: string;
};

/** The pages that this package ships. */
export const shippedPages = fileURLToPath(new URL('../../pages', import.meta.url));

/** Reads the description of a page. @param folder the folder of pages @throws ReproduceError */
export async function readPage(name: PageName, folder = shippedPages): Promise<PaperPage> {
  if (!(await stat(folder).catch(() => null))) {
    const advice = 'name a folder of pages with --paper';
    throw new ReproduceError(folder, "the paper's pages", 'no such folder', advice);
  }
  const file = join(folder, `${name}.json`);
  const advice = 'correct the file, or install the package again';
  const text = await readText(file, 'a page').catch((cause: unknown) => {
    throw new ReproduceError(file, `the page ${name}`, describe(cause), advice);
  });
  const { data, error } = page.safeParse(parseJson(text, file));
  if (!data) {
    const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new ReproduceError(file, 'a page with title, about, published, plots and rows', faults, advice);
  }
  const ids = data.rows.map(({ id }) => id);
  const wrong = [...ids.filter((id, i) => ids.indexOf(id) !== i), ...data.order.filter((id) => !ids.includes(id))];
  if (wrong.length > 0)
    throw new ReproduceError(file, 'rows with different ids, and an order of these rows', `${wrong}`, advice);
  return { ...data, name, folder: dirname(file) };
}
