import { describe, test } from '@jest/globals';
import { notFiniteClaims } from '../../../neurons/test/notFinite.js';
import { onMode } from '../backends.js';
import { agreementClaims } from '../suites/agreement.js';
import { borderClaims } from '../suites/border.js';

describe('on WebGPU the kernels compute what the reference computes:', () => {
  const backend = onMode('webgpu');
  for (const { name, run } of [...agreementClaims(backend, 25), ...borderClaims(backend), ...notFiniteClaims(backend)])
    test(name, run);
});
