// Trains on batches that nobody frees: `node forgotten.mjs wasm 520`. Prints the most bytes that tensors took at once. Needs a build.
import { cpu, fromData, Random, tensor } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { Adam, Linear, onlineLoss, sequence, Sequential } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';

const [name, batches] = process.argv.slice(2);

/** A batch as recordings of sounds have it, `[T, N, C]`: 9 MB. */
const shape = [100, 32, 700];

const backend = name === 'wasm' ? wasm({ threads: 1 }) : cpu();
const place = { backend };
const random = new Random(1);
const model = new Sequential(
  new Linear(700, 4, { ...place, random }),
  new LIF(),
  new Linear(4, 20, { ...place, random }),
);
const optimizer = new Adam(model.parameters());
const host = new Float32Array(shape[0] * shape[1] * shape[2]);
const label = tensor(new Array(shape[1]).fill(3), place);
let loss = 0;
for (let i = 0; i < Number(batches); i++) {
  const x = fromData(host, shape, place);
  optimizer.zeroGrad();
  const losses = sequence(model, 3, (t) => {
    const each = onlineLoss(model.forward(x.select(0, t)), label).div(3);
    each.backward();
    return each;
  });
  optimizer.step();
  loss = await losses.at(-1).item();
}
console.log(JSON.stringify({ loss, peakBytes: backend.memory().peakBytes }));
