import { describe, test } from '@jest/globals';
import { cpu } from '@spikegrad/core';
import { notFiniteClaims } from './notFinite.js';

describe('neurons on the reference CPU:', () => {
  for (const { name, run } of notFiniteClaims(cpu())) test(name, run);
});
