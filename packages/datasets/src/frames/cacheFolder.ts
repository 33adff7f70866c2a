import { homedir } from 'node:os';
import { join } from 'node:path';

/** The environment variable with the folder of cached frames. */
export const cacheVariable = 'SPIKEGRAD_FRAMES';

/**
 * The folder of cached frames: that of the environment variable, otherwise `~/.cache/spikegrad/frames`. Its files can
 * be deleted: they are made again.
 */
export const cacheFolder = (): string => process.env[cacheVariable] || join(homedir(), '.cache', 'spikegrad', 'frames');
