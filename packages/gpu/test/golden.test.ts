import { describe, test } from '@jest/globals';
import { hostModes, onMode } from './backends.js';
import { goldenClaims } from './suites/golden.js';

describe.each(hostModes)('in float32 in mode %s of gpu.js', (mode) => {
  for (const { name, run } of goldenClaims(onMode(mode))) test(name, run);
});
