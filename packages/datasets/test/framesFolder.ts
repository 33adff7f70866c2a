import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { cacheVariable } from '../src/frames/cacheFolder.js';

/** A folder for the tests of a file, in which counted frames are kept meanwhile; gone after them. */
export function framesFolder(): { readonly in: (...names: readonly string[]) => string } {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
    process.env[cacheVariable] = join(folder, 'frames');
  });
  afterAll(async () => {
    Reflect.deleteProperty(process.env, cacheVariable);
    await rm(folder, { recursive: true });
  });
  return { in: (...names) => join(folder, ...names) };
}
