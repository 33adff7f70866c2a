import { describe, test } from '@jest/globals';
import { backendContract } from '@spikegrad/core/testing';
import { hostModes, onMode } from './backends.js';

describe.each(hostModes)('the kernels pass the contract of every backend in mode %s of gpu.js', (mode) => {
  for (const { name, run } of backendContract(onMode(mode))) test(name, run);
});

describe('calls that the host computes pass it too', () => {
  for (const { name, run } of backendContract(onMode('cpu', 40))) test(name, run);
});
