import { describe, test } from '@jest/globals';
import { backendContract } from '@spikegrad/core/testing';
import { backendOf, threadCounts } from './backends.js';

describe.each(threadCounts)('WebAssembly passes the contract of every backend on %d threads', (threads) => {
  for (const { name, run } of backendContract(backendOf(threads))) test(name, run);
});
