import { setFlag } from './assign.js';
import { ConfigError } from './configError.js';
import { explain, type Fault } from './explain.js';
import { withPreset } from './preset.js';
import { configVersion, runConfig, type RunConfig } from './schema.js';
import { VersionError } from './versionError.js';

/**
 * Checks a parsed config and fills in defaults.
 *
 * @param assigned the fields that `--set` gave, which is then named in place of the file
 * @throws ConfigError naming each field, what is allowed there and what was received
 */
export function parseConfig(value: unknown, file: string, assigned: readonly string[] = []): RunConfig {
  checkVersion(value, file);
  const result = runConfig.safeParse(withPreset(value), { reportInput: true });
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
