/** Kernels beside the loops that do nothing but what bounds them, on one thread, turn by turn. */
import {
  channelAffine,
  channelStatistics,
  conv2d,
  elementwise,
  fromData,
  grad,
  matmul,
  Random,
  scope,
} from '@spikegrad/core';
import { createBackend } from '@spikegrad/wasm/kernels';
import { answer, options } from '../machine/child.js';
import { loops, perRound } from './loops.js';

const { repeat } = options();
const random = new Random(1);
const machineOf = (how) => createBackend(1, how);
const machines = {
  plain: machineOf({}),
  dense: machineOf({ dense: true }),
  exact: machineOf({ dense: true, exact: true }),
};

/** A block of the tensors of a training step, and a memory in which a copy of it has room. */
const bytes = 16 * 2 ** 20;
const loop = loops(2 * bytes);
const near = 8192 - 128;
const rounds = 2 ** 18;
const [layer, batch, density] = [{ channels: 256, side: 16 }, 8, 0.15];

const bounds = {
  'multiply-adds': { work: rounds * perRound.multiplyAdd, run: () => loop.multiplyAdd(rounds, 0, 0) },
  additions: { work: rounds * perRound.add, run: () => loop.add(rounds, 0, near) },
  'bytes read': { work: bytes, run: () => loop.add(bytes / 128, 0, bytes - 128) },
  'bytes read and written': { work: 2 * bytes, run: () => loop.copy(0, bytes, bytes) },
};

/** The passes of a convolution. */
function convolution(backend, share) {
  const { channels, side } = layer;
  const shape = [batch, channels, side, side];
  const spikes = random
    .uniform(shape)
    .dataSync()
    .map((value) => Number(value < share));
  const x = fromData(spikes, shape, { backend, requiresGrad: true });
  const w = random.normal([channels, channels, 3, 3], { deviation: 0.05, backend, requiresGrad: true });
  const gradient = random.normal(shape, { backend });
  const forward = () => conv2d(x, w, null, { padding: 1 });
  const output = forward();
  const to = (of) => () => grad(output, [of], { gradient, retainGraph: true });
  return { forward, 'gradient to the weights': to(w), 'gradient to the input': to(x) };
}

const flop = 2 * 9 * layer.channels ** 2 * layer.side ** 2 * batch;
const passes = (way, machine, share, bound, work, names) => {
  const all = convolution(machines[machine], share);
  return names.map((pass) => ({ name: `3 × 3 convolution, ${pass}, ${way}`, bound, work, run: all[pass] }));
};
const [a, b] = [0, 1].map(() => random.normal([1024, 1024], { backend: machines.plain }));
const maps = [32, 128, 32, 32];
const [u, v] = [0, 1].map(() => random.normal(maps, { backend: machines.plain }));
const [scale, shift] = [0, 1].map(() => random.normal([maps[1]], { backend: machines.plain }));
const charge = elementwise('charge', ['v', 'x'], [], ({ v: membrane, x }) => membrane.mul(0.5).add(x));
const three = ['forward', 'gradient to the weights', 'gradient to the input'];

const kernels = [
  { name: 'matrix product, 1024³', bound: 'multiply-adds', work: 2 * 1024 ** 3, run: () => matmul(a, b) },
  ...passes('packed products', 'exact', 1, 'multiply-adds', flop, three),
  // F(4 × 4, 3 × 3) multiplies 36 times where a window takes 144.
  ...passes('Winograd', 'dense', 1, 'multiply-adds', flop / 4, three),
  ...passes(`events at ${100 * density} %`, 'plain', density, 'additions', (flop / 2) * density, three.slice(0, 2)),
  { name: 'v / 2 + x', bound: 'bytes read and written', work: 3 * bytes, run: () => charge({ v, x: u }) },
  {
    name: 'one scale and shift a channel',
    bound: 'bytes read and written',
    work: 2 * bytes,
    run: () => channelAffine(u, scale, shift),
  },
  { name: 'mean and variance of every channel', bound: 'bytes read', work: bytes, run: () => channelStatistics(u) },
];

const spend = (entry) => {
  const began = performance.now();
  scope(() => void entry.run());
  return entry.work / (performance.now() - began) / 1e6;
};
const all = [...Object.entries(bounds).map(([name, entry]) => ({ name, ...entry })), ...kernels];
const speeds = all.map(() => []);
for (let turn = -2; turn < repeat; turn++) {
  // The first turns compile and take memory.
  all.forEach((entry, i) => {
    const speed = spend(entry);
    if (turn >= 0) speeds[i].push(speed);
  });
}
answer({ rows: all.map(({ name, bound = null }, i) => ({ name, bound, speeds: speeds[i] })), bytes, layer, batch });
