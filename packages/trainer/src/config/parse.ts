import { setFlag } from './assign.js';
import { ConfigError } from './configError.js';
import { explain, type Fault } from './explain.js';
import { withPreset } from '../schema/preset.js';
import { longestName } from './nearest.js';
import { runConfig } from '../schema/runConfig.js';
import { configVersion, type RunConfig } from '../schema/sections.js';
import { VersionError } from './versionError.js';

/** Maximum number of faults in a message; a file of another kind may have thousands. */
const mostExplained = 10;

/**
 * Checks a parsed config and fills in defaults.
 *
 * @param assigned the fields given by `--set`, which errors then name instead of the file
 * @throws ConfigError naming each field, what is allowed there and what was received
 */
export function parseConfig(value: unknown, file: string, assigned: readonly string[] = []): RunConfig {
  checkVersion(value, file);
  const result = runConfig.safeParse(withPreset(value), { reportInput: true });
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap(explain);
  const isAssigned = ({ path }: Fault): boolean => assigned.some((field) => `${path}.`.startsWith(`${field}.`));
  const who = faults.every(isAssigned) ? setFlag : file;
  const lines = faults.slice(0, mostExplained).map((fault) => {
    const from = isAssigned(fault) ? setFlag : file;
    return `${from === who ? '' : `${from} `}${fault.path.slice(0, longestName)}: ${fault.text()}`;
  });
  if (faults.length > lines.length) lines.push(`and ${faults.length - lines.length} more`);
  throw new ConfigError(
    who,
    'the fields that `spikegrad train --help` lists',
    lines.join('; '),
    faults.map(({ path }) => path),
  );
}

/** Checked first, because the fields of another version may differ. */
function checkVersion(value: unknown, file: string): void {
  const { version = configVersion } = (value ?? {}) as { readonly version?: unknown };
  if (Number.isInteger(version) && version !== configVersion)
    throw new VersionError(file, `a config of version ${configVersion}`, version);
}
