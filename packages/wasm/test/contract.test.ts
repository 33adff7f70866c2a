import { describe, test } from '@jest/globals';
import { backendContract } from '@spikegrad/core/testing';
import { wasm } from '../src/index.js';

describe('WebAssembly passes the contract of every backend', () => {
  for (const { name, run } of backendContract(wasm())) test(name, run);
});
