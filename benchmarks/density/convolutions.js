/** Times the passes of convolutions over spikes of forced densities: as they are, and with events left where they are. */
import { conv2d, fromData, grad, Random, scope } from '@spikegrad/core';
import { createBackend } from '@spikegrad/wasm/kernels';
import { answer, options } from '../machine/child.js';
import { densities, nameOf, whole } from './workloads.js';

const { threads, batch, repeat } = options();
const ways = ['events', 'dense'].map((way) => [way, createBackend(threads, { dense: way === 'dense' })]);
const random = new Random(1);

/** The passes of a layer on one machine; its output is recorded once and differentiated again and again. */
function passesOf(backend, { x: spikes, w: weights, dy: gradients }) {
  const [x, w] = [spikes, weights].map(({ values, shape }) =>
    fromData(values.slice(), shape, { backend, requiresGrad: true }),
  );
  const gradient = fromData(gradients.values.slice(), gradients.shape, { backend });
  const forward = () => conv2d(x, w, null, { padding: 1 });
  const output = forward();
  const gradientTo = (of) => () => grad(output, [of], { gradient, retainGraph: true });
  return { forward, weightGradient: gradientTo(w), inputGradient: gradientTo(x) };
}

/** Seconds of every pass on both machines, turn by turn. */
function time(layer) {
  const machines = ways.map(([way, backend]) => [way, passesOf(backend, layer)]);
  const taken = {};
  for (let turn = 0; turn <= repeat; turn++) {
    for (const [way, passes] of machines) {
      for (const [pass, run] of Object.entries(passes)) {
        const began = performance.now();
        scope(run);
        const seconds = (performance.now() - began) / 1000;
        if (turn > 0) ((taken[pass] ??= {})[way] ??= []).push(seconds); // the first takes memory
      }
    }
  }
  return taken;
}

const drawn = (shape, deviation) => ({ shape, values: random.normal(shape, { deviation }).dataSync() });
const began = performance.now();
const rows = [];
for (const each of whole) {
  const { inputs, outputs, side } = each;
  const shape = [batch, inputs, side, side];
  const chance = random.uniform(shape).dataSync();
  const layer = { w: drawn([outputs, inputs, 3, 3], 0.05), dy: drawn([batch, outputs, side, side], 1) };
  for (const density of densities) {
    const values = chance.map((value) => Number(value < density));
    rows.push({
      layer: nameOf(each),
      times: each.times,
      density,
      taken: scope(() => time({ ...layer, x: { shape, values } })),
    });
    const left = ((performance.now() - began) / rows.length) * (whole.length * densities.length - rows.length);
    console.error(
      `  ${nameOf(each)} at ${100 * density} %, ${threads} threads, about ${(left / 1000).toFixed(0)} s left`,
    );
  }
}
answer({ threads, rows });
