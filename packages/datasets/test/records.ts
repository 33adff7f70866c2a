import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@spikegrad/core';

/** Records of the official form: each class a brightness of its own, with noise. */
export function records(count: number, seed: number): Uint8Array {
  const random = new Random(seed);
  const bytes = new Uint8Array(count * 3073);
  for (let i = 0; i < count; i++) {
    bytes[i * 3073] = i % 10;
    for (let j = 1; j < 3073; j++) bytes[i * 3073 + j] = 25 * (i % 10) + random.integer(25);
  }
  return bytes;
}

/** A folder with 20 images to train on, `train.bin`, and 10 to test on, `test.bin`. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  await writeFile(join(folder, 'train.bin'), records(20, 1));
  await writeFile(join(folder, 'test.bin'), records(10, 2));
  return folder;
}
