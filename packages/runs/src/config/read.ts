import { dirname } from 'node:path';
import { codeOf, describe, readText } from '@spikegrad/files';
import {
  assign,
  ConfigError,
  fieldOf,
  parseConfig,
  parseJson,
  type RunConfig,
  type Section,
  setFlag,
} from '@spikegrad/trainer';
import { placed, withSet } from './placed.js';

/** Overrides from the command line. */
export interface Overrides extends Partial<Pick<RunConfig, 'seed' | 'iterations'>> {
  /** Single fields, in the form of `--set`: `optimizer.learningRate=0.05`. */
  readonly set?: readonly string[];
}

/**
 * Reads a config file. Its paths of data are relative to the file, those of `set` to the current folder. All become
 * absolute.
 *
 * @throws ConfigError, VersionError
 */
export async function readConfig(file: string, { set = [], ...overrides }: Overrides): Promise<RunConfig> {
  const text = await readText(file, 'a config').catch((error: unknown) => {
    const received = codeOf(error) === 'ENOENT' ? 'no such file' : describe(error);
    throw new ConfigError(file, 'a config, a JSON file', `${received}; \`spikegrad train --help\` shows an example`);
  });
  const own = placed(parseJson(text, file), dirname(file));
  return parseConfig({ ...withSet(own, set), ...overrides }, file, set.map(fieldOf));
}

/** Reads a config file. Without a file, makes a config from flags. @param begin its fields before `set` is applied */
export const readConfigOr = (
  file: string | undefined,
  overrides: Overrides,
  begin: Section,
): Promise<RunConfig> | RunConfig =>
  file === undefined
    ? parseConfig((overrides.set ?? []).reduce(assign, begin), setFlag, [])
    : readConfig(file, overrides);
