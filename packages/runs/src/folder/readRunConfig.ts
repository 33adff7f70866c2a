import { stat } from 'node:fs/promises';
import { SpikegradError, version } from '@spikegrad/core';
import { kindOf } from '@spikegrad/data';
import { ConfigError, type RunConfig } from '@spikegrad/trainer';
import { readConfig } from '../config/read.js';
import { codeOf } from '@spikegrad/files';
import { runFiles } from './runFiles.js';

/** A folder that is not a run folder, or cannot be opened; the message ends with advice. */
export class RunError extends SpikegradError {}

/**
 * Reads the config that a run wrote into its folder.
 *
 * @throws RunError if it is not a run folder or a field is wrong, ConfigError if the file cannot be read or is not
 * JSON, VersionError
 */
export async function readRunConfig(folder: string): Promise<RunConfig> {
  const file = runFiles(folder).config;
  const found = await stat(folder).then(kindOf, codeOf);
  if (found !== 'a folder') {
    const received = found === 'ENOENT' ? 'no such folder' : String(found);
    throw new RunError(folder, 'a run folder', `${received}; \`spikegrad train <config>\` creates one`);
  }
  const missing = await stat(file).then(
    () => false,
    (error: unknown) => codeOf(error) === 'ENOENT',
  );
  if (missing) {
    const advice = 'name a folder that `spikegrad train` wrote';
    throw new RunError(folder, 'a run folder', `a folder without config.json; ${advice}`);
  }
  return readConfig(file, {}).catch((error: unknown) => {
    if (!(error instanceof ConfigError && error.fields.length > 0)) throw error;
    const advice = `if another version wrote it, correct its fields and train again with \`spikegrad train ${file}\``;
    throw new RunError(file, `a config of version ${version}`, `${error.received}; ${advice}`);
  });
}
