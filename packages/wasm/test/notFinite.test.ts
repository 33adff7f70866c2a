import { describe, test } from '@jest/globals';
import { notFiniteClaims } from '../../neurons/test/notFinite.js';
import { backendOf } from './backends.js';

describe.each([1, 2])('neurons on %i threads:', (threads) => {
  for (const { name, run } of notFiniteClaims(backendOf(threads))) test(name, run);
});
