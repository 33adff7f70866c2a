import { describe, test } from '@jest/globals';
import { hostModes, onMode } from './backends.js';
import { agreementClaims } from './suites/agreement.js';

describe.each(hostModes)('in mode %s of gpu.js the kernels compute what the reference computes:', (mode) => {
  for (const { name, run } of agreementClaims(onMode(mode), 15)) test(name, run);
});
