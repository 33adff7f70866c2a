/** Times evaluation of the folded network. */
import { decodeModel, Monitor } from '@spikegrad/nn';
import { native } from '@spikegrad/native';
import { predict } from '@spikegrad/online';
import { readFile } from 'node:fs/promises';
import { createBackend } from '@spikegrad/wasm/kernels';
import { answer, options } from '../machine/child.js';
import { mostResident } from '../machine/machine.js';
import { readBatch } from '../step/batch.js';
import { ratesOf } from '../step/network.js';
import { steps } from '../step/work.js';
import { folded } from './network.js';

const { threads, repeat, warmUp, weights, batch, dense = false, instructions = null } = options();
const backend = instructions === null ? createBackend(threads, { dense }) : native({ threads, instructions });
const model = folded(backend);
decodeModel(model, await readFile(weights));
const { image } = await readBatch(batch, { backend });

/** The sum of the outputs over the sequence. */
async function evaluate(monitor = null) {
  const logits = predict(model, steps, () => model.forward(image), { monitor });
  const values = await logits.data();
  logits.dispose();
  return values;
}

const monitor = new Monitor(model);
const logits = await evaluate(monitor);
const rates = ratesOf(await monitor.read());
for (const began = performance.now(); performance.now() - began < 1000 * warmUp;) await evaluate();
const seconds = [];
for (let i = 0; i < repeat; i++) {
  const began = performance.now();
  await evaluate();
  seconds.push((performance.now() - began) / 1000);
}
answer({ seconds, logits: Array.from(logits), rates, resident: mostResident() });
