/** Times a matrix product of the native kernels, 1024³, on one thread. */
import { matmul, Random, scope } from '@spikegrad/core';
import { native } from '@spikegrad/native';
import { answer, options } from '../machine/child.js';

const { instructions, repeat } = options();
const backend = native({ threads: 1, instructions });
const random = new Random(1);
const side = 1024;
const [a, b] = [0, 1].map(() => random.normal([side, side], { backend }));
const multiply = () => scope(() => void matmul(a, b));
for (let i = 0; i < 3; i++) multiply();
const speeds = Array.from({ length: repeat }, () => {
  const began = performance.now();
  multiply();
  return (2 * side ** 3) / (performance.now() - began) / 1e6;
});
answer(speeds);
