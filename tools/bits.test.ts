import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('bits.mjs', import.meta.url));

/**
 * Made with Node 20.20. On 30 November 2026 (`67b1bfe`) 22.23, 24.22 and 26.12 gave the same. A function that changes with Node has to be
 * replaced; what was trained changes as well when the arithmetic of a backend, a layer or an optimizer is changed on purpose.
 */
const functions = {
  exp: '24b096ca604be280',
  log: '34857810c3d66afc',
  log1p: '2894806a69d0aec9',
  tanh: 'ec2951e69867b3b9',
  sin: '41bb6d385a46d8c5',
  cos: '86ce7f5be2c26e0b',
  sqrt: '7c43d61a6004bc1e',
  pow: '3b2f8867d4c8d3d8',
  square: '68f554643c7d0038',
};
const training = {
  'cpu float32': '7d39af4d720b6884',
  'cpu float64': '96e25418754f1d52',
  wasm: 'c37d37eea5f0f024',
};

test('functions and a small training give the same bits under every version of Node', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(JSON.parse(stdout)).toEqual({ ...functions, ...training });
});
