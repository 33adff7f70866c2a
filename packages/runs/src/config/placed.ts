import { resolve } from 'node:path';
import { assign, isSection, type Section } from '@spikegrad/trainer';

/** Fields of `data` that are lists of paths. */
const pathFields = ['train', 'test'] as const;

/** A config, not checked yet, with absolute paths of data. @param folder the folder that the paths are relative to */
export function placed(config: Section, folder: string): Section {
  const { data } = config;
  if (!isSection(data)) return config;
  const lists = pathFields.flatMap((field) => {
    const list = data[field];
    return Array.isArray(list) ? [[field, list.map((each: unknown) => placedPath(each, folder))] as const] : [];
  });
  return { ...config, data: { ...data, ...Object.fromEntries(lists) } };
}

/** An empty path stays empty: it is not the folder. */
const placedPath = (path: unknown, folder: string): unknown =>
  typeof path === 'string' && path !== '' ? resolve(folder, path) : path;

/** A config with the fields of `--set`. Their paths are relative to the current folder. */
export const withSet = (config: Section, set: readonly string[]): Section =>
  set.length === 0 ? config : placed(set.reduce(assign, config), process.cwd());
