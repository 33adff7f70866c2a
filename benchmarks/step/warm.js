/** Trains the network a little, so that every layer fires as it does in training, and writes its weights. */
import { cosine, encodeModel, Monitor } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import { writeFile } from 'node:fs/promises';
import { answer, options } from '../machine/child.js';
import { images, learner, ratesOf } from './network.js';

const { sequences, size, threads, network, width, file } = options();
const backend = wasm({ threads });
// A closer guard wakes the deep layers in a few dozen sequences; the measured network has the library's default.
const { model, optimizer, learn } = learner(backend, { network, width, norm: { guardRatio: 2, momentum: 0.8 } });
// The rate falls, so that running statistics catch up with the weights.
const schedule = cosine({ initial: optimizer.learningRate, length: sequences });
const monitor = new Monitor(model);
let done = 0;
let loss = NaN;
const began = performance.now();
for await (const batch of images(backend, size)) {
  if (done === sequences) break;
  optimizer.learningRate = schedule(done);
  loss = await learn(batch, monitor);
  const rates = Object.values(ratesOf(await monitor.read()));
  done++;
  const left = ((performance.now() - began) / done) * (sequences - done);
  if (done % 5 === 0 || done === sequences)
    console.error(
      `  warming up ${done}/${sequences}  loss ${loss.toFixed(3)}  ` +
        `rates % ${rates.map((rate) => (100 * rate).toFixed(0)).join(' ')}  ${(left / 1000).toFixed(0)} s left`,
    );
}
await writeFile(file, await encodeModel(model));
answer({ sequences, size, loss });
