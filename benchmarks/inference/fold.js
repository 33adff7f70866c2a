/** Folds the norms of trained weights into the synapses, with the thresholds that a few batches leave behind, and writes the file. */
import { noGrad } from '@spikegrad/core';
import { decodeSafetensors, encodeModel, loadStateDict, sequence, stateDict } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import { readFile, writeFile } from 'node:fs/promises';
import { foldNetwork } from '@spikegrad/runs';
import { answer, options } from '../machine/child.js';
import { images } from '../step/network.js';
import { steps } from '../step/work.js';
import { folded, remembering } from './network.js';

const { weights, file, sequences } = options();
const backend = wasm();
const model = remembering(backend);
const { tensors } = decodeSafetensors(await readFile(weights));
loadStateDict(model, { ...(await stateDict(model)), ...Object.fromEntries(tensors) });

let done = 0;
for await (const { image } of images(backend, 16)) {
  if (done++ === sequences) break;
  noGrad(() => sequence(model, steps, () => void model.forward(image))); // statistics and thresholds move, weights stay
}
const plain = folded(backend);
await foldNetwork(model, plain);
await writeFile(file, await encodeModel(plain));
answer({ sequences });
