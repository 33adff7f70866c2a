import { expect } from '@jest/globals';
import { cpu, type Backend, type Tensor } from '@spikegrad/core';
import { backendOf } from './backends.js';

const backends = [backendOf(1), backendOf(2), cpu()] as const;

/** One and two threads agree to the bit, and with the reference to 2e-5 of the largest entry. */
export function expectAgreement(compute: (backend: Backend) => readonly Tensor[]): void {
  const [fast, shared, plain] = backends.map((backend) => compute(backend).map((x) => x.dataSync()));
  expect(shared).toEqual(fast);
  fast!.forEach((values, i) => {
    const expected = plain![i]!;
    const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
    expect(values).toHaveLength(expected.length);
    expect(values.findIndex((value, j) => !(Math.abs(value - expected[j]!) / scale < 2e-5))).toBe(-1);
  });
}
