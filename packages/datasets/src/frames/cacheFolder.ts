import { homedir } from 'node:os';
import { join } from 'node:path';

/** The environment variable that says where counted frames are kept. */
export const cacheVariable = 'SPIKEGRAD_FRAMES';

/** The folder of counted frames: that of the environment, else `~/.cache/spikegrad/frames`. Files there can be deleted: they are made again. */
export const cacheFolder = (): string => process.env[cacheVariable] || join(homedir(), '.cache', 'spikegrad', 'frames');
