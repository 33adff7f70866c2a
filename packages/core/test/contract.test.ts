import { describe, expect, test } from '@jest/globals';
import { cpu, type Backend, type KernelName } from '@spikegrad/core';
import { backendContract } from '@spikegrad/core/testing';
import { besideMeta } from './besideMeta.js';

describe('the reference CPU and meta, which makes tensors of the same sizes', () => {
  const called = new Set<KernelName>();
  for (const { name, run } of backendContract(besideMeta(called))) test(name, run);

  test('is called for every kernel', () => {
    expect([...called].sort()).toEqual(Object.keys(cpu().kernels).sort());
  });
});

/** The reference CPU with one kernel replaced. */
const broken = (kernels: Partial<Backend['kernels']>): Backend => {
  const good = cpu();
  return { ...good, dtypes: ['float32'], kernels: { ...good.kernels, ...kernels } };
};

/** The cases with `word` in their name that a backend fails. */
const failures = async (backend: Backend, word: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { name, run } of backendContract(backend)) {
    if (name.includes(word)) await run().catch(() => found.push(name));
  }
  return found;
};

describe('the contract detects a backend', () => {
  test('whose argmax returns the last of equal values', async () => {
    const good = cpu();
    const last: Backend['kernels']['argmax'] = ({ x, axis }) => {
      const flipped = { ...x, handle: good.kernels.flip({ x, axes: [axis] }) };
      const found = good.kernels.argmax({ x: flipped, axis }) as Float32Array;
      good.free(flipped.handle);
      return found.map((place) => x.shape[axis]! - 1 - place);
    };
    const names = await failures(
      { ...good, dtypes: ['float32'], kernels: { ...good.kernels, argmax: last } },
      'argmax',
    );
    expect(names).toHaveLength(3);
  });

  test('that does not count what it frees', async () => {
    const names = await failures({ ...broken({}), free: () => undefined }, 'memory counts');
    expect(names).toContain('cpu float32: memory counts written tensors, results of kernels, and freed tensors');
  });

  test('whose convolution ignores its dilation', async () => {
    const { conv2d } = cpu().kernels;
    const names = await failures(broken({ conv2d: (call) => conv2d({ ...call, dilation: [1, 1] }) }), 'dilation');
    expect(names).toContain('cpu float32: conv2d with dilation');
  });
});
