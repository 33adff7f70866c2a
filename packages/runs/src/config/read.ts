import { dirname, isAbsolute, resolve } from 'node:path';
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

/** Overrides from the command line. */
export interface Overrides extends Partial<Pick<RunConfig, 'seed' | 'iterations'>> {
  /** Single fields, as `--set` has them: `optimizer.learningRate=0.05`. */
  readonly set?: readonly string[];
}

/** Reads a config file; paths of data become relative to it. */
export async function readConfig(file: string, { set = [], ...overrides }: Overrides): Promise<RunConfig> {
  const text = await readText(file, 'a config').catch((error: unknown) => {
    const received = codeOf(error) === 'ENOENT' ? 'no such file' : describe(error);
    throw new ConfigError(file, 'a config, a JSON file', `${received}; \`spikegrad train --help\` shows one`);
  });
  const config = parseConfig({ ...set.reduce(assign, parseJson(text, file)), ...overrides }, file, set.map(fieldOf));
  const placed = (path: string): string => (isAbsolute(path) ? path : resolve(dirname(file), path));
  const { train, test } = config.data;
  const files = { ...(train && { train: train.map(placed) }), ...(test && { test: test.map(placed) }) };
  return { ...config, data: { ...config.data, ...files } };
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
