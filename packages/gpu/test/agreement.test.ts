import { describe, test } from '@jest/globals';
import { wasm } from '@spikegrad/wasm';
import { notFiniteClaims } from '../../neurons/test/notFinite.js';
import { hostModes, onMode } from './backends.js';
import { agreementClaims } from './suites/agreement.js';
import { stepClaims } from './suites/steps.js';

describe.each(hostModes)('in mode %s of gpu.js the kernels compute what the reference computes:', (mode) => {
  for (const { name, run } of agreementClaims(onMode(mode), 15)) test(name, run);
  for (const { name, run } of notFiniteClaims(onMode(mode))) test(name, run);
});

describe('tensors in parts of 60 elements, as larger ones are in parts of 2²⁴, give what the reference gives:', () => {
  const claims = [
    ...agreementClaims(onMode('webasm', 60), 15),
    ...stepClaims(onMode('webasm', 60), wasm({ threads: 1 }), 2),
  ];
  for (const { name, run } of claims) test(name, run);
});
