/** Times operations, an almost empty launch and a training step of VGG on one backend. */
import { conv2d, elementwise, fromData, matmul, noGrad, scope, sizeOf } from '@spikegrad/core';
import { answer, options } from '../machine/child.js';
import { measure } from '../peers/measure.js';
import { numbers } from '../peers/workloads.js';
import { images, learner } from '../step/network.js';
import { backendOf, counting, finish } from './device.js';
import { workloadsOf } from './sizes.js';

const { name, threads, sizes, seconds, repeat } = options();
const backend = await backendOf(name, threads);
const make = (shape) => fromData(numbers(sizeOf(shape)), shape, { backend });

const { batch, channels, side } = sizes.image;
const a = make([sizes.matrix, sizes.matrix]);
const x = make([batch, channels, side, side]);
const w = make([channels, channels, 3, 3]);
const vector = make([sizes.length]);
const maps = make(sizes.summed);
const one = make([1]);
const gate = elementwise('gate', ['x'], [], ({ x: each }) => each.mul(2).add(1).sigmoid().mul(each));

/** Computes until the device is done; what was made is freed after that. */
const run = (compute) => async (read) => {
  const result = noGrad(() => scope(compute));
  await finish();
  const value = read ? (await result.data())[0] : null;
  result.dispose();
  return value;
};
const computations = [
  () => matmul(a, a),
  () => conv2d(x, w, null, { padding: 1 }),
  () => gate({ x: vector }),
  () => vector.mul(2).add(1).sigmoid().mul(vector),
  () => maps.sum([0, 2, 3]),
];
const workloads = Object.keys(workloadsOf(sizes));
const results = await measure(Object.fromEntries(computations.map((each, i) => [workloads[i], run(each)])), seconds);

/** Adds one to one number repeatedly: the overhead of a launch. */
const many = 256;
const chained = run(() => {
  let y = one;
  for (let i = 0; i < many; i++) y = y.add(1);
  return y;
});
const empty = (await measure({ empty: chained }, seconds)).empty.samples.map((each) => each / many);

answer({ results, empty, step: sizes.network && (await trainingStep(sizes.network)) });
// Dawn's threads keep the process alive, so it exits after its output is written.
process.stdout.write('', () => process.exit());

async function trainingStep(network) {
  const { learn } = learner(backend, network);
  const { value: images4 } = await images(backend, network.batch).next();
  const losses = [];
  const step = async () => {
    const began = performance.now();
    losses.push(await learn(images4));
    await finish();
    return (performance.now() - began) / 1000;
  };
  const first = await step();
  const counts = await counting(step);
  const samples = [];
  for (let i = 0; i < repeat; i++) samples.push(await step());
  return { first, samples, losses: losses.slice(0, 2), counts };
}
