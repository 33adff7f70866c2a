import { describe, expect, test } from '@jest/globals';
import { fitTable } from '../fit/page.js';
import { targets } from '../page/targets.js';

describe('what a training step holds', () => {
  const row = {
    name: 'ResNet-19',
    size: 2,
    neurons: 1000,
    parameters: 2 ** 18,
    heldBytes: 2 ** 20,
    peakBytes: 2 ** 20 + 32_000,
  };

  test('is weights, gradients and velocities, and that many numbers a neuron of every image beside what stays', () => {
    expect(fitTable({ rows: [row] })).toContain('| ResNet-19 | 2 | 3.00 MiB | 2,000 | 4.00 | 1.03 MiB |');
  });

  test('is too much beyond 4 GiB, in the table and among the targets', () => {
    const rows = [{ ...row, peakBytes: 2 ** 32 }];
    expect(fitTable({ rows })).toContain('more than 4 GiB');
    expect(targets({ fit: { rows } })).toContain('trains within 4 GiB | 4096 MiB | **missed**');
    expect(targets({ fit: { rows: [row] } })).toContain('| met |');
  });
});
