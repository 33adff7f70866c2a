import { createHash } from 'node:crypto';
import { defaultBackend } from '@spikegrad/core';
import { stateDict } from '@spikegrad/nn';
import type { RunConfig } from '@spikegrad/trainer';
import { buildExercise } from './exercise.js';
import { multiplyAdds } from './multiplyAdds.js';

/** Dense multiply-adds of the batch that is trained: it takes less than a tenth of a second. */
const budget = 1e9;

/** Batches that are trained. The second one has weights, statistics and thresholds that the first one moved. */
const batches = 2;

/**
 * What the code computes for a config, in 16 hexadecimal digits: the first half of the SHA-256 of the losses of two batches of drawn images, and of
 * all parameters and buffers after them. A change of the code that moves a bit of this training changes it. It depends on the kind of device too,
 * but not on threads, and not on the run's seed. A batch has fewer images than that of the run where the network is large.
 */
export async function codeHashOf(config: RunConfig): Promise<string> {
  const perImage = multiplyAdds({ ...config, batchSize: 1, iterations: 1 });
  const batchSize = Math.min(config.batchSize, Math.max(2, Math.floor(budget / perImage)));
  const { model, learn } = buildExercise({ ...config, seed: 1, batchSize });
  const hash = createHash('sha256');
  try {
    for (let i = 0; i < batches; i++) hash.update(Float64Array.of((await learn()).loss));
    for (const [path, { data }] of Object.entries(await stateDict(model))) hash.update(path).update(data);
  } finally {
    for (const { value } of [...model.namedParameters(), ...model.namedBuffers()]) value.dispose();
  }
  return hash.digest('hex').slice(0, 16);
}

/** Whether the backend that computes gives the same bits on every machine. A GPU's depend on its driver. */
export const hasStableBits = (): boolean => ['cpu', 'wasm', 'native'].includes(defaultBackend().name);
