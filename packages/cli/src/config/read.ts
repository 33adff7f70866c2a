import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { codeOf, describe } from '../files/fileError.js';
import { assign, fieldOf, setFlag } from './assign.js';
import { ConfigError } from './configError.js';
import { explain, type Fault } from './explain.js';
import { configVersion, runConfig, type RunConfig } from './schema.js';
import { isSection, type Section } from './section.js';
import { VersionError } from './versionError.js';

/** Overrides from the command line. */
export interface Overrides extends Partial<Pick<RunConfig, 'seed' | 'iterations'>> {
  /** Single fields, as `--set` has them: `optimizer.learningRate=0.05`. */
  readonly set?: readonly string[];
}

/**
 * Checks a parsed config and fills in defaults.
 *
 * @param assigned the fields that `--set` gave, which is then named in place of the file
 * @throws ConfigError naming each field, what is allowed there and what was received
 */
export function parseConfig(value: unknown, file: string, assigned: readonly string[] = []): RunConfig {
  checkVersion(value, file);
  const result = runConfig.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap(explain);
  const isAssigned = ({ path }: Fault): boolean => assigned.some((field) => `${path}.`.startsWith(`${field}.`));
  const lines = faults.map((fault) => ({ ...fault, from: isAssigned(fault) ? setFlag : file }));
  const who = lines.every(({ from }) => from === setFlag) ? setFlag : file;
  throw new ConfigError(
    who,
    'fields as `spikegrad train --help` lists them',
    lines.map(({ path, text, from }) => `${from === who ? '' : `${from} `}${path}: ${text}`).join('; '),
    lines.map(({ path }) => path),
  );
}

/** Before all fields, since those of another version may differ. */
function checkVersion(value: unknown, file: string): void {
  const { version = configVersion } = (value ?? {}) as { readonly version?: unknown };
  if (Number.isInteger(version) && version !== configVersion)
    throw new VersionError(file, `a config of version ${configVersion}`, version);
}

/** Reads a config file; paths of data become relative to it. */
export async function readConfig(file: string, { set = [], ...overrides }: Overrides): Promise<RunConfig> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const received = codeOf(error) === 'ENOENT' ? 'no such file' : describe(error);
    throw new ConfigError(file, 'a config, a JSON file', `${received}; \`spikegrad train --help\` shows one`);
  });
  const config = parseConfig({ ...set.reduce(assign, parseJson(text, file)), ...overrides }, file, set.map(fieldOf));
  const placed = (path: string): string => (isAbsolute(path) ? path : resolve(dirname(file), path));
  const { train, test } = config.data;
  const files = { ...(train && { train: train.map(placed) }), ...(test && { test: test.map(placed) }) };
  return { ...config, data: { ...config.data, ...files } };
}

function parseJson(text: string, file: string): Section {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, '')); // the byte order mark that editors on Windows write
  } catch (error) {
    throw new ConfigError(file, 'JSON', (error as SyntaxError).message);
  }
  if (!isSection(value)) throw new ConfigError(file, 'a JSON object', Array.isArray(value) ? 'a list' : String(value));
  return value;
}
