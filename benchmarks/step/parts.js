/** Where a training step goes: the time of every kernel, by what it is for, and the density of every convolution's input. */
import { sizeOf } from '@spikegrad/core';
import { decodeModel } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import { readFile } from 'node:fs/promises';
import { answer, options } from '../machine/child.js';
import { readBatch } from './batch.js';
import { learner } from './network.js';
import { layerOf, roleOf, weightGradients } from './roles.js';

const { threads, repeat, weights, batch: batchFile } = options();
const backend = wasm({ threads });
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
  const timed = (role, layer, work) => {
    const began = performance.now();
    const result = work();
    const seconds = (performance.now() - began) / 1000;
    spend(roles, role, seconds);
    if (layer) spend((layers[layer] ??= {}), role, seconds);
    return result;
  };
  listen = (name, call, run) => {
    const role = roleOf(name, call);
    // Gradients of weights may wait until the optimizer asks where they are.
    if (role === 'optimizer') timed(weightGradients, null, () => call.inputs.map(({ handle }) => handle.pointer));
    return timed(role, layerOf(name, call), run);
  };
  const began = performance.now();
  await learn(batch);
  const total = (performance.now() - began) / 1000;
  const inKernels = Object.values(roles).reduce((a, b) => a + b, 0);
  steps.push({ total, roles: { ...roles, 'everything between kernels': total - inKernels }, layers });
  console.error(`  parts ${i + 1}/${repeat}  ${total.toFixed(2)} s`);
}
answer({ threads: backend.threads, steps, densities });
