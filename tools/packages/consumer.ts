import * as core from '@spikegrad/core';
import * as neurons from '@spikegrad/neurons';
import * as normalization from '@spikegrad/normalization';

export const names = [core, neurons, normalization].flatMap((module) => Object.keys(module));
