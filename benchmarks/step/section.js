import { spreadOf } from '@spikegrad/runs';
import { totalmem } from 'node:os';
import { runScript } from '../machine/child.js';
import { batchOf, warmWeights } from './files.js';
import { nativeSets } from './nativeSets.js';
import { prove } from './proof.js';
import { sideBySide } from './sideBySide.js';
import { findTorch } from './torch.js';

/** Batch sizes; times each program is called in full and in quick runs, and steps that are timed each time. */
const sizes = [
  { size: 32, turns: [2, 1], repeat: [2, 1] },
  { size: 1, turns: [2, 1], repeat: [12, 5] },
  { size: 8, turns: [2, 1], repeat: [3, 1] },
  { size: 128, turns: [1, 1], repeat: [2, 1] },
];

/** Memory from which on the largest batch is measured: PyTorch takes more than half of it. */
const roomy = 8 * 2 ** 30;

const script = (name) => new URL(name, import.meta.url);

/** The training step of the paper's VGG at full width: ours and PyTorch's, from the same weights on the same images. */
export async function measureStep({ quick, weights: given }) {
  const { file: weights, warm } = await warmWeights({ quick, weights: given });
  const torch = await findTorch();
  const files = async (size) => ({ weights, batch: await batchOf(size) });
  const proof = torch.absent ? null : await prove(await files(1));
  const fit = sizes.filter(({ size }) => size <= 32 || totalmem() >= roomy);
  const runs = [];
  for (const each of fit)
    for (const threads of [1, 2])
      runs.push(...(await sideBySide(each, threads, await files(each.size), { torch, quick })));
  const parts = [];
  const [fastest] = await nativeSets();
  for (const threads of [1, 2])
    parts.push(
      await partsOf({ ...(await files(32)), threads, repeat: quick ? 1 : 2, instructions: fastest?.instructions }),
    );
  const [{ rates }] = runs;
  return {
    warm,
    torch,
    proof,
    holds: proof === null || proof.holds,
    runs,
    rates,
    parts,
    leftOut: sizes.filter((each) => !fit.includes(each)).map(({ size }) => size),
  };
}

/** Medians of where the step goes. */
async function partsOf(options) {
  console.error(`profile of the step, ${options.threads} threads`);
  const { threads, instructions = null, steps, densities } = await runScript(script('./parts.js'), options);
  const medians = (table) =>
    Object.fromEntries(
      Object.keys(table(steps[0])).map((key) => [key, spreadOf(steps.map((step) => table(step)[key])).median]),
    );
  const layers = Object.fromEntries(
    Object.keys(steps[0].layers).map((layer) => [layer, medians((step) => step.layers[layer])]),
  );
  return {
    threads,
    instructions,
    total: spreadOf(steps.map(({ total }) => total)),
    roles: medians(({ roles }) => roles),
    layers,
    densities,
  };
}
