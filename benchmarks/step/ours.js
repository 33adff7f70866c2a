/** Times training steps of the network, with weights and a batch from files. */
import { cpu } from '@spikegrad/core';
import { decodeModel, Monitor } from '@spikegrad/nn';
import { readFile } from 'node:fs/promises';
import { native } from '@spikegrad/native';
import { createBackend } from '@spikegrad/wasm/kernels';
import { answer, options } from '../machine/child.js';
import { mostResident } from '../machine/machine.js';
import { readBatch } from './batch.js';
import { learner, ratesOf } from './network.js';

const {
  threads,
  repeat,
  warmUp = 0,
  weights,
  batch: batchFile,
  dtype = 'float32',
  dense = false,
  exact = false,
  instructions = null,
  width = 1,
  network = 'vgg',
} = options();
// float64 is for proof: only there do spikes near their threshold fall alike in two programs.
const backend = backendOf();
const { model, learn } = learner(backend, { network, dtype, width });
decodeModel(model, await readFile(weights));
const batch = await readBatch(batchFile, { backend, dtype });

const monitor = new Monitor(model);
const losses = [await learn(batch, monitor)]; // the first step also takes the memory that all others use again
const rates = ratesOf(await monitor.read());
const gradients = {};
for (const { path, value } of model.namedParameters()) gradients[path] = Math.hypot(...(await chunks(value.grad)));
for (const began = performance.now(); performance.now() - began < 1000 * warmUp;) losses.push(await learn(batch));
backend.resetPeak();

const seconds = [];
for (let i = 0; i < repeat; i++) {
  const began = performance.now();
  losses.push(await learn(batch));
  seconds.push((performance.now() - began) / 1000);
  console.error(`  Spikegrad ${i + 1}/${repeat}  ${seconds.at(-1).toFixed(2)} s`);
}
const { peakBytes } = backend.memory();
answer({ threads: backend.threads ?? 1, seconds, losses, rates, gradients, peakBytes, resident: mostResident() });

function backendOf() {
  if (dtype === 'float64') return cpu();
  return instructions === null ? createBackend(threads, { dense, exact }) : native({ threads, exact, instructions });
}

/** Norms of pieces, since a call takes only so many arguments. */
async function chunks(tensor) {
  const values = await tensor.data();
  const size = 4096;
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    Math.hypot(...values.subarray(i * size, (i + 1) * size)),
  );
}
