import { expect, test } from '@jest/globals';
import { DisposedBackendError, fromData, ones, Random } from '@spikegrad/core';
import { gpu } from '../../src/index.js';
import { watchBuffers } from './buffers.js';

const { live, devices } = watchBuffers();
const software = { allowSoftware: true } as const;

test('a backend that is disposed frees its buffers, the last one of a device also that, and the next has another', async () => {
  const [first, second] = [await gpu(software), await gpu(software)];
  const x = fromData([1, 2, 3], [3], { backend: second });
  await x.data();
  const before = live();
  const y = new Random(1).normal([50, 50], { backend: first });
  await y.matmul(y).exp().sum().data();
  const lost: boolean[] = [];
  for (const device of devices) void device.lost.then(() => lost.push(true));
  first.dispose();
  while (live() > before) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(Array.from(await x.mul(2).data())).toEqual([2, 4, 6]);
  expect(lost).toHaveLength(0);
  second.dispose();
  await devices[0]!.lost;
  expect(live()).toBe(0);
  const third = await gpu(software);
  expect(Array.from(await ones([2], { backend: third }).data())).toEqual([1, 1]);
  expect(devices).toHaveLength(2);
});

test('reads and launches that are under way when their backend is disposed fail by type', async () => {
  const backend = await gpu(software);
  const y = new Random(1).normal([50, 50], { backend }).tanh();
  const read = y.data();
  backend.dispose();
  await expect(read).rejects.toThrow(DisposedBackendError);
});
