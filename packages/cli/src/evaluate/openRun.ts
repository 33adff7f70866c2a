import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SpikegradError, version } from '@spikegrad/core';
import { decodeModel, type Module } from '@spikegrad/nn';
import { ConfigError } from '../config/configError.js';
import { readConfig } from '../config/read.js';
import type { RunConfig } from '../config/schema.js';
import { codeOf } from '../files/fileError.js';
import { configOf } from '../train/runFolder.js';

/** A folder that is not that of a run, or of one that cannot be opened; the message ends in what mends it. */
export class RunError extends SpikegradError {}

/** Reads the config that a run wrote. @throws RunError */
export async function readRun(folder: string): Promise<RunConfig> {
  const file = configOf(folder);
  const found = await stat(folder).catch((error: unknown) => codeOf(error) ?? String(error));
  if (typeof found === 'string' || !found.isDirectory()) {
    const received = typeof found === 'string' ? found.replace('ENOENT', 'no such folder') : 'a file';
    throw new RunError(folder, 'the folder of a run', `${received}; \`spikegrad train <config>\` makes one`);
  }
  if (!(await stat(file).catch(() => null))) {
    const mend = 'name a folder that `spikegrad train` wrote';
    throw new RunError(folder, 'the folder of a run', `a folder without config.json; ${mend}`);
  }
  return readConfig(file, {}).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    const mend = `if another version wrote it, train again with \`spikegrad train ${file}\` once its fields are mended`;
    throw new RunError(file, `a config of version ${version}`, `${error.message}; ${mend}`);
  });
}

/** More than names and shapes of a network take in a file. */
const mostHeader = 2 ** 20;

/** Loads the weights that a run wrote, all or nothing. @throws RunError */
export async function loadWeights(model: Module, folder: string): Promise<void> {
  const file = join(folder, 'model.safetensors');
  const train = `\`spikegrad train ${configOf(folder)}\``;
  const refuse = (expected: string, received: string): never => {
    throw new RunError(file, expected, received);
  };
  const values = [...model.namedParameters(), ...model.namedBuffers()].reduce((sum, { value }) => sum + value.size, 0);
  const most = 8 * values + mostHeader;
  const size = await stat(file).then(
    ({ size }) => size,
    (error: unknown) =>
      codeOf(error) === 'ENOENT'
        ? refuse('the weights of a run that ended', `no file; \`spikegrad train --resume ${folder}\` goes on with it`)
        : refuse('a file of weights', codeOf(error) ?? String(error)),
  );
  // Before it is read: a file of any size may have the name.
  if (size > most) refuse(`at most the ${most} bytes that the network of config.json takes`, `${size} bytes`);
  const bytes = await readFile(file);
  try {
    decodeModel(model, bytes, file);
  } catch (error) {
    if (!(error instanceof SpikegradError)) throw error;
    const mend = `config.json may be of another run, or the file be damaged; ${train} makes the run again`;
    refuse('the weights of the network in config.json', `${error.message}; ${mend}`);
  }
}
