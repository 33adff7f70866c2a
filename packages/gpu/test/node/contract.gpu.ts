import { describe, test } from '@jest/globals';
import { backendContract } from '@spikegrad/core/testing';
import { onMode } from '../backends.js';

describe('the kernels pass the contract of every backend on WebGPU', () => {
  for (const { name, run } of backendContract(onMode('webgpu'))) test(name, run);
});
