import { describe, test } from '@jest/globals';
import { onMode } from '../backends.js';
import { goldenClaims } from '../suites/golden.js';

describe('in float32 on WebGPU', () => {
  for (const { name, run } of goldenClaims(onMode('webgpu'))) test(name, run);
});
