import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cpu, use } from '@spikegrad/core';
import { DeviceLostError } from '@spikegrad/gpu';
import { backendOver, type GpuBackend } from '../../gpu/src/backend.js';
import { Device } from '../../gpu/src/device/device.js';
import { GpuJsEngine, type Built, type Value } from '../../gpu/src/device/gpujs.js';
import { resume } from '../src/train/resume.js';
import { train } from '../src/train/train.js';
import { filesOf } from './finished.js';
import { listener } from '../../datasets/test/listener.js';
import { quickFiles } from '../../files/test/quickFiles.js';
import { dataFolder } from '../../datasets/test/records.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';

/** The kernels of a GPU, on the processor, until it is unplugged. */
class Plugged extends GpuJsEngine {
  isLost = false;

  override launch(built: Built, size: number, args: readonly unknown[]): Value | Promise<Value> {
    if (this.isLost) throw new Error('WebGPU device was lost: unplugged');
    return super.launch(built, size, args);
  }
}

const over = (engine: GpuJsEngine): GpuBackend =>
  backendOver(new Device(engine), { adapter: 'a test', isSoftware: true });

let folder = '';
beforeAll(async () => {
  folder = await dataFolder();
});
afterAll(async () => {
  await use(cpu());
  await rm(folder, { recursive: true });
});

test('a run whose GPU is lost ends in an error that names the operation, and goes on from its checkpoint to the same files', async () => {
  const least = { iterations: 2, batchSize: 1, steps: 1, model: { name: 'vgg', width: 1 / 32, depth: 5 } };
  const config = tinyConfig(folder, { ...least, data: { limit: { test: 1 } }, checkpoint: { every: 1 } });
  const [whole, lost] = [join(folder, 'whole'), join(folder, 'lost')];
  await use(over(new GpuJsEngine('cpu')));
  await train(config, whole, listener(), undefined, quickFiles);

  const engine = new Plugged('cpu');
  await use(over(engine));
  const pulling = listener(({ event, iteration }) => {
    if (event === 'checkpoint' && iteration === 1) engine.isLost = true;
  });
  const failure = await train(config, lost, pulling, undefined, quickFiles).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DeviceLostError);
  expect((failure as Error).message).toMatch(/^\[\w+\] expected a device that stays.* lost: unplugged/);
  expect(pulling.warned.at(-1)).toBe(
    `the device failed; continue from the last checkpoint with \`spikegrad train --resume ${lost}\``,
  );

  await use(over(new GpuJsEngine('cpu')));
  const again = listener();
  await resume(lost, undefined, again, undefined, quickFiles);
  expect(again.said.join()).toContain('continuing after 1 of 2 batches');
  expect(await filesOf(lost)).toEqual(await filesOf(whole));
});
