/** Files that several sections read: weights that were trained a little, and batches. Made once a run, gone at its end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript } from '../machine/child.js';
import { fromCaller } from '../machine/machine.js';
import { writeBatch } from './batch.js';

let folder = null;
const made = new Map();

/** The path of a file of this name, which `make` writes when it is first asked for. */
export async function fileOf(name, make) {
  if (folder === null) {
    folder = mkdtempSync(join(tmpdir(), 'spikegrad-bench-'));
    process.on('exit', () => rmSync(folder, { recursive: true }));
  }
  const path = join(folder, name);
  if (!made.has(name)) made.set(name, await make(path));
  return path;
}

/** The first images of the sample. */
export const batchOf = (size) => fileOf(`batch${size}.safetensors`, (file) => writeBatch(file, size));

/** Weights with which every layer fires as it does in training; those that were given are taken for VGG at full width. */
export async function warmWeights({ quick, weights: given, network = 'vgg', width = 1 }) {
  if (given && network === 'vgg' && width === 1) return { file: fromCaller(given), warm: null };
  const name = `${network}${width}.safetensors`;
  const file = await fileOf(name, (path) => warmUp(path, { network, width, quick }));
  return { file, warm: made.get(name) };
}

/** With all threads there are: its result does not depend on them. */
function warmUp(file, { network, width, quick }) {
  const sequences = quick ? 12 : 32;
  console.error(`warming ${network} up over ${sequences} batches of 16 images${width === 1 ? '' : `, width ${width}`}`);
  return runScript(new URL('./warm.js', import.meta.url), { sequences, size: 16, network, width, file });
}
