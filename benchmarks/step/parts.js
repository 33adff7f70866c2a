/** Profile of a training step: the time of every kernel by purpose, and the density of every convolution's input. */
import { sizeOf } from '@spikegrad/core';
import { decodeModel } from '@spikegrad/nn';
import { native } from '@spikegrad/native';
import { wasm } from '@spikegrad/wasm';
import { readFile } from 'node:fs/promises';
import { answer, options } from '../machine/child.js';
import { readBatch } from './batch.js';
import { learner } from './network.js';
import { layerOf, roleOf } from './roles.js';

const { threads, repeat, weights, batch: batchFile, instructions } = options();
const backend = instructions ? native({ threads, instructions }) : wasm({ threads });
const plain = backend.kernels;
let listen = (_name, _call, run) => run();
// Kernels return when they are done, so the time around a call is the time of the kernel.
backend.kernels = Object.fromEntries(
  Object.entries(plain).map(([name, kernel]) => [name, (call) => listen(name, call, () => kernel(call))]),
);

const { model, learn } = learner(backend);
decodeModel(model, await readFile(weights));
const batch = await readBatch(batchFile, { backend });

const densities = {};
let met = [];
listen = (name, call, run) => {
  if (name === 'conv2d') {
    const { x } = call;
    const layer = layerOf(name, call);
    if (layer === met[0]) met = []; // the next time step
    const again = met.includes(layer) ? ', second' : '';
    met.push(layer);
    const values = backend.readSync(x.handle, x.dtype, sizeOf(x.shape));
    (densities[layer + again] ??= []).push(values.reduce((count, value) => count + (value !== 0), 0) / values.length);
  }
  return run();
};
await learn(batch);

const steps = [];
for (let i = 0; i < repeat; i++) {
  const roles = {};
  const layers = {};
  const spend = (table, key, seconds) => (table[key] = (table[key] ?? 0) + seconds);
  let inKernels = 0;
  const timed = (name, call, work) => {
    const before = inKernels;
    const began = performance.now();
    const result = work();
    const seconds = (performance.now() - began) / 1000;
    const own = seconds - (inKernels - before);
    inKernels = before + seconds;
    const [role, layer] = [roleOf(name, call), layerOf(name, call)];
    spend(roles, role, own);
    if (layer) spend((layers[layer] ??= {}), role, own);
    return result;
  };
  listen = timed;
  // A gradient of weights may be computed as late as the optimizer reads it: its time is its own.
  backend.observeDeferred(([name, call], compute) => timed(name, call, compute));
  const began = performance.now();
  await learn(batch);
  const total = (performance.now() - began) / 1000;
  steps.push({ total, roles: { ...roles, 'everything between kernels': total - inKernels }, layers });
  console.error(`  parts ${i + 1}/${repeat}  ${total.toFixed(2)} s`);
}
answer({ threads: backend.threads, instructions, steps, densities });
