import { afterAll, expect, test } from '@jest/globals';
import { cpu, use } from '@spikegrad/core';
import { learned } from '../../../trainer/test/learned.js';
import { everyLevel, matrix, refusalsOf } from '../../../trainer/test/matrix.js';
import { onMode } from '../backends.js';

const backend = onMode('webgpu');
afterAll(() => use(cpu()));

const few = everyLevel(matrix().filter((row) => refusalsOf(row).length === 0));

test.each(few.map((row) => [Object.values(row).join(', '), row] as const))(
  '%s: learns on WebGPU, as on the reference',
  async (_, row) => {
    const [reference, device] = [await learned(row, cpu()), await learned(row, backend)];
    // Below 0 when what earlier rows left on this device is collected meanwhile.
    expect([device.finite, device.still, device.left <= 0]).toEqual([true, [], true]);
    expect(device.losses[0]).toBeCloseTo(reference.losses[0]!, 3);
  },
);
