import { homedir } from 'node:os';
import { join } from 'node:path';

/** The environment variable that says where counted frames are kept. */
export const cacheVariable = 'SPIKEGRAD_FRAMES';

/** Where counted frames are kept: the environment's folder, else `~/.cache/spikegrad/frames`. Nothing there is missed: it is made anew. */
export const cacheFolder = (): string => process.env[cacheVariable] || join(homedir(), '.cache', 'spikegrad', 'frames');
