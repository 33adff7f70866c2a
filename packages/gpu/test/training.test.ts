import { describe, test } from '@jest/globals';
import { wasm } from '@spikegrad/wasm';
import { onMode } from './backends.js';
import { flatClaims } from './suites/flat.js';
import { networkClaims } from './suites/networks.js';
import { stepClaims } from './suites/steps.js';

describe('training by the kernels in a mode of gpu.js that needs no GPU:', () => {
  const claims = [
    ...stepClaims(onMode('webasm'), wasm({ threads: 1 }), 4),
    ...networkClaims(onMode('webasm')),
    ...flatClaims(onMode('cpu'), 200),
  ];
  for (const { name, run } of claims) test(name, run);
});
