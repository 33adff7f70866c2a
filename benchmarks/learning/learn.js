/** Times training steps of one rule, and records their peak memory. */
import { decodeModel } from '@spikegrad/nn';
import { bptt, online, ottt } from '@spikegrad/online';
import { OutOfMemoryError, wasm } from '@spikegrad/wasm';
import { readFile } from 'node:fs/promises';
import { answer, options } from '../machine/child.js';
import { mostResident } from '../machine/machine.js';
import { readBatch } from '../step/batch.js';
import { learner } from '../step/network.js';

const rules = { online, ottt, bptt };

const { rule, width, steps, threads, repeat, weights, batch: batchFile } = options();
const backend = wasm({ threads });
const { model, learn } = learner(backend, { width, steps, rule: rules[rule]() });
decodeModel(model, await readFile(weights));
const batch = await readBatch(batchFile, { backend });
try {
  await learn(batch); // takes the memory that all others use again
  backend.resetPeak();
  const seconds = [];
  for (let i = 0; i < repeat; i++) {
    const began = performance.now();
    await learn(batch);
    seconds.push((performance.now() - began) / 1000);
  }
  answer({ seconds, peakBytes: backend.memory().peakBytes, resident: mostResident(), absent: null });
} catch (error) {
  if (!(error instanceof OutOfMemoryError)) throw error;
  answer({ absent: 'does not fit in the memory of WebAssembly' });
}
