import { cpu } from '@spikegrad/core';
import { decodeSafetensors, encodeSafetensors } from '@spikegrad/nn';
import { wasm } from '@spikegrad/wasm';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runPython } from '../step/torch.js';
import { methods } from './cases.js';
import { batchAt, drawBatches, firstState, learnerOf, setting } from './training.js';

/**
 * One network that learns one way, here and in PyTorch, in both precisions, by way of files in a folder. In float64 both run freely from
 * the same weights, in float32 ours begins every training step where PyTorch began it.
 * @param done told of each precision: how far the two were apart at most, where, and how much every layer fired
 */
export async function compare({ network, method, count, folder, done }) {
  const backend = cpu();
  const batchFile = join(folder, 'batches.safetensors');
  await writeFile(batchFile, await drawBatches(network, count, backend));
  const batches = decodeSafetensors(await readFile(batchFile)).tensors;
  const weights = join(folder, 'weights.safetensors');
  await writeFile(weights, await firstState(network, batches, backend));
  const first = decodeSafetensors(await readFile(weights)).tensors;
  const start = encodeSafetensors(Object.fromEntries([...first].map(([path, entry]) => [`model.${path}`, entry])));
  await writeFile(stateFile(folder, 0), start);

  for (const dtype of ['float64', 'float32']) {
    const options = { ...setting, ...methods[method], network, dtype, weights, batches: batchFile, folder };
    const theirs = await runPython(new URL('reference.py', import.meta.url), options);
    const place = { dtype, backend: dtype === 'float64' ? backend : wasm({ threads: 1 }) };
    const learner = learnerOf(network, methods[method], place);
    const met = await follow(learner, theirs, { batches, count, folder, place });
    done({ network, method, dtype, ...met, guarded: theirs.guarded });
  }
}

/** Compares our training steps with those of PyTorch in the folder. */
async function follow({ learn, load, apart }, theirs, { batches, count, folder, place }) {
  const met = { state: 0, path: null, loss: 0, flipped: 0 };
  const rates = {};
  await load(await readFile(stateFile(folder, 0)));
  for (let k = 0; k < count; k++) {
    if (place.dtype === 'float32' && k > 0) await load(await readFile(stateFile(folder, k)));
    const { loss, rates: fired } = await learn(batchAt(batches, k, place));
    for (const [layer, each] of Object.entries(fired)) (rates[layer] ??= []).push(mean(each));
    if (place.dtype === 'float32' && !fireAlike(Object.values(fired), theirs.rates[k])) {
      met.flipped++;
      continue;
    }
    const { difference, path } = await apart(await readFile(stateFile(folder, k + 1)));
    if (difference > met.state) Object.assign(met, { state: difference, path });
    met.loss = Math.max(met.loss, Math.abs(loss / theirs.losses[k] - 1));
  }
  const ends = ([layer, each]) => [layer.replace(/\.?neuron/, ' ').trim(), [Math.min(...each), Math.max(...each)]];
  return { ...met, rates: Object.fromEntries(Object.entries(rates).map(ends)) };
}

const stateFile = (folder, k) => join(folder, `state-${k}.safetensors`);

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Whether as many neurons fired in every layer and time step: one of a layer is more than that. */
const fireAlike = (ours, theirs) =>
  ours.length === theirs.length &&
  ours.every((layer, i) => layer.every((rate, t) => Math.abs(rate - theirs[i][t]) < 1e-6));
