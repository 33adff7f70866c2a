import { main } from '@spikegrad/cli';
import { SetError } from '@spikegrad/datasets';
import { FileError } from '@spikegrad/files';
import { stacked, train } from '@spikegrad/runs';
import { parseConfig, type RunConfig } from '@spikegrad/trainer';

const config: RunConfig = parseConfig({ data: { set: 'cifar10' } }, 'consumer');
if (config.norm.name !== 'osr') throw new Error(`expected osr but received ${config.norm.name}`);
if (!(await stacked([])).startsWith('<svg ')) throw new Error('expected a picture');
export const names: readonly string[] = [main, SetError, FileError, train].map(({ name }) => name);
