import { spreadOf } from '@spikegrad/cli';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript } from '../machine/child.js';
import { fromCaller } from '../machine/machine.js';
import { writeBatch } from './batch.js';
import { findTorch, runTorch } from './torch.js';

const sizes = [32, 1];
const script = (name) => new URL(name, import.meta.url);

/** The training step of the paper's VGG at full width: ours and PyTorch's, from the same weights on the same images. */
export async function measureStep({ quick, weights: given }) {
  const folder = await mkdtemp(join(tmpdir(), 'spikegrad-bench-'));
  try {
    const weights = given ? fromCaller(given) : join(folder, 'warm.safetensors');
    const warm = given ? null : await warmUp(weights, quick);
    const batchOf = (size) => join(folder, `batch${size}.safetensors`);
    for (const size of sizes) await writeBatch(batchOf(size), size);
    const torch = await findTorch();
    const files = (size) => ({ weights, batch: batchOf(size) });
    const proof = torch.absent ? null : await prove(files(1));
    const runs = [];
    for (const size of sizes)
      for (const threads of [1, 2]) runs.push(...(await sideBySide(size, threads, files(size), torch, quick)));
    const parts = [];
    for (const threads of [1, 2]) parts.push(await partsOf({ ...files(32), threads, repeat: quick ? 1 : 3 }));
    const [{ rates }] = runs;
    return { warm, torch, proof, runs, rates, parts };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** With all threads there are: its result does not depend on them. */
function warmUp(file, quick) {
  const sequences = quick ? 12 : 32;
  console.error(`warming the network up over ${sequences} batches of 16 images`);
  return runScript(script('./warm.js'), { sequences, size: 16, width: 1, file });
}

/** Both in float64, where no spike falls otherwise by rounding: then every figure must agree. */
async function prove(files) {
  console.error('comparing with PyTorch in float64, one image');
  const options = { ...files, threads: 1, repeat: 1, dtype: 'float64' };
  const [ours, theirs] = [await runScript(script('./ours.js'), options), await runTorch(options)];
  return { losses: { ours: ours.losses, theirs: theirs.losses }, worst: worst(ours, theirs) };
}

/** The largest relative difference of losses, rates and norms of the weights' gradients. */
function worst(ours, theirs) {
  const pairs = ours.losses.map((loss, i) => [loss, theirs.losses[i]]);
  for (const figure of ['rates', 'gradients']) {
    for (const [path, value] of Object.entries(ours[figure])) {
      // A bias before a norm has no gradient but rounding.
      if (!path.endsWith('synapse.bias')) pairs.push([value, theirs[figure][path]]);
    }
  }
  return Math.max(...pairs.map(([a, b]) => Math.abs(a - b) / Math.abs(b)));
}

/** Turn by turn, so that what else the machine does meets both. */
async function sideBySide(size, threads, files, torch, quick) {
  const repeat = (quick ? 1 : 4) * (size === 1 ? 5 : 1);
  const options = { ...files, threads, repeat };
  const who = [['Spikegrad', () => runScript(script('./ours.js'), options)]];
  if (!torch.absent) {
    who.push(['PyTorch', () => runTorch(options)]);
    who.push(['PyTorch, channels last', () => runTorch({ ...options, channelsLast: true })]);
  }
  const taken = new Map(who.map(([name]) => [name, []]));
  const turns = quick ? 1 : 2;
  for (let turn = 1; turn <= turns; turn++) {
    for (const [name, run] of who) {
      console.error(`${name}: batch ${size}, ${threads} threads, turn ${turn} of ${turns}`);
      taken.get(name).push(await run());
    }
  }
  return who.map(([name]) => {
    const all = taken.get(name);
    const [{ losses, rates, peakBytes = null }] = all;
    const seconds = spreadOf(all.flatMap((each) => each.seconds));
    const resident = Math.max(...all.map((each) => each.resident));
    return {
      name,
      size,
      threads: all[0].threads ?? threads,
      seconds,
      losses: losses.slice(0, 3),
      rates,
      peakBytes,
      resident,
    };
  });
}

/** Medians of where the step goes. */
async function partsOf(options) {
  console.error(`where the step goes, ${options.threads} threads`);
  const { threads, steps, densities } = await runScript(script('./parts.js'), options);
  const medians = (table) =>
    Object.fromEntries(
      Object.keys(table(steps[0])).map((key) => [key, spreadOf(steps.map((step) => table(step)[key])).median]),
    );
  const layers = Object.fromEntries(
    Object.keys(steps[0].layers).map((layer) => [layer, medians((step) => step.layers[layer])]),
  );
  return {
    threads,
    total: spreadOf(steps.map(({ total }) => total)),
    roles: medians(({ roles }) => roles),
    layers,
    densities,
  };
}
