import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { z } from 'zod';
import { codeOf, describe } from '../files/fileError.js';
import { assign } from './assign.js';
import { ConfigError } from './configError.js';
import { configVersion, runConfig, type RunConfig } from './schema.js';
import { isSection, type Section } from './section.js';
import { VersionError } from './versionError.js';

/** Overrides from the command line. */
export interface Overrides extends Partial<Pick<RunConfig, 'seed' | 'iterations'>> {
  /** Single fields, as `--set` has them: `optimizer.learningRate=0.05`. */
  readonly set?: readonly string[];
}

/** Checks a parsed config and fills in defaults. @throws ConfigError naming each field and what is allowed there */
export function parseConfig(value: unknown, file: string): RunConfig {
  checkVersion(value, file);
  const result = runConfig.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({ path: pathOf(issue), message: issue.message }));
  const fields = issues.map(({ path }) => path);
  throw new ConfigError(
    file,
    'fields as `spikegrad train --help` lists them',
    issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
    fields,
  );
}

/** Before all fields, since those of another version may differ. */
function checkVersion(value: unknown, file: string): void {
  const { version = configVersion } = (value ?? {}) as { readonly version?: unknown };
  if (version !== configVersion) throw new VersionError(file, `a config of version ${configVersion}`, version);
}

/** The field an issue is about; an unknown field is named itself, not the section it stands in. */
function pathOf(issue: z.core.$ZodIssue): string {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return [...issue.path.map(String), ...keys].join('.') || '(whole config)';
}

/** Reads a config file; paths of data become relative to it. */
export async function readConfig(file: string, { set = [], ...overrides }: Overrides): Promise<RunConfig> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const received = codeOf(error) === 'ENOENT' ? 'no such file' : describe(error);
    throw new ConfigError(file, 'a config, a JSON file', `${received}; \`spikegrad train --help\` shows one`);
  });
  const config = parseConfig({ ...set.reduce(assign, parseJson(text, file)), ...overrides }, file);
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
