import { describe, test } from '@jest/globals';
import { backendContract } from '@spikegrad/core/testing';
import { backendOver } from '../src/backend.js';
import { kernelsOf } from '../src/kernels/kernels.js';
import { deviceOn, hostModes, onMode } from './backends.js';

describe.each(hostModes)('the kernels pass the contract of every backend in mode %s of gpu.js', (mode) => {
  for (const { name, run } of backendContract(onMode(mode))) test(name, run);
});

describe('tensors in parts, and calls that only the host can compute of them, pass it too', () => {
  // Without the few cases whose readings take longer than all others together.
  const cases = backendContract(onMode('cpu', 40)).filter(({ name }) => !/whole planes|blocks/.test(name));
  for (const { name, run } of cases) test(name, run);
});

describe('kernels without a shader are computed on the host, and pass it too', () => {
  const device = deviceOn('cpu');
  const backend = backendOver(device, { adapter: 'none', isSoftware: true });
  const cases = backendContract({ ...backend, kernels: kernelsOf(device, {}) });
  for (const { name, run } of cases.slice(0, -1)) test(name, run); // the last disposes, which `backend` alone can do
});
