import type { FormatName } from '../formatNames.js';
import { cifar10Format } from './cifar10.js';
import type { Format } from './format.js';

export const formats: Readonly<Record<FormatName, Format>> = { cifar10: cifar10Format };
