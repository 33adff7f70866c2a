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
  /** Single fields, as `--set` has them: `optimizer.learningRate=0.05`. */
  readonly set?: readonly string[];
}

/**
 * Reads a config file. Its paths of data are relative to it, those of `set` to the current folder; all become absolute.
 *
 * @throws ConfigError, VersionError
 */
export async function readConfig(file: string, { set = [], ...overrides }: Overrides): Promise<RunConfig> {
  const text = await readText(file, 'a config').catch((error: unknown) => {
    const received = codeOf(error) === 'ENOENT' ? 'no such file' : describe(error);
    throw new ConfigError(file, 'a config, a JSON file', `${received}; \`spikegrad train --help\` shows one`);
  });
  const own = placed(parseJson(text, file), dirname(file));
  return parseConfig({ ...withSet(own, set), ...overrides }, file, set.map(fieldOf));
}

/** Reads a config file or, where none is given, makes one of flags. @param begin what that one says before `set` is heard */
export const readConfigOr = (
  file: string | undefined,
  overrides: Overrides,
  begin: Section,
): Promise<RunConfig> | RunConfig =>
  file === undefined
    ? parseConfig((overrides.set ?? []).reduce(assign, begin), setFlag, [])
    : readConfig(file, overrides);
