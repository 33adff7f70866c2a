/**
 * Prints digests of values that must have the same bits under every version of Node: the functions that kernels call,
 * and the weights and figures of a small training on each backend. `tools/bits.test.ts` compares them with recorded
 * ones. Run either under each version.
 */
import { createHash } from 'node:crypto';
import { cpu, Random, tensor } from '../packages/core/dist/index.js';
import { pow } from '../packages/core/dist/cpu/elementwise/pow.js';
import { distributionOf } from '../packages/nn/dist/sequence/distribution.js';
import {
  Adam,
  cosine,
  Linear,
  onlineLoss,
  sequence,
  Sequential,
  stateDict,
  stepDecay,
} from '../packages/nn/dist/index.js';
import { LIF } from '../packages/neurons/dist/index.js';
import { wasm } from '../packages/wasm/dist/index.js';

const digest = (numbers) =>
  createHash('sha256')
    .update(new Uint8Array(Float64Array.from(numbers).buffer))
    .digest('hex')
    .slice(0, 16);

const count = 100_000;
const between = (least, most, f) => {
  const random = new Random(1);
  return digest(Array.from({ length: count }, () => f(least + (most - least) * random.next(), random)));
};

const functions = {
  exp: between(-40, 40, Math.exp),
  log: between(1e-9, 1000, Math.log),
  log1p: between(-0.9, 3, Math.log1p),
  tanh: between(-10, 10, Math.tanh),
  sin: between(-50, 50, Math.sin),
  cos: between(-50, 50, Math.cos),
  sqrt: between(0, 1e5, Math.sqrt),
  pow: between(0, 10, (x, random) => pow(x, 20 * random.next() - 10)),
  square: between(-10, 10, (x) => x ** 2),
};

/** Weights, losses, and how the values of the last layer are spread, after 200 steps. */
async function trained(backend, dtype) {
  const place = { backend, dtype };
  const random = new Random(3);
  const model = new Sequential(
    new Linear(8, 16, { ...place, random }),
    new LIF(),
    new Linear(16, 4, { ...place, random }),
  );
  const optimizer = new Adam(model.parameters(), { weightDecay: 1e-4 });
  const schedules = [cosine({ initial: 0.01, length: 200 }), stepDecay({ initial: 0.01, every: 9, factor: 0.93 })];
  const x = random.normal([12, 8], { ...place, deviation: 3 });
  const label = tensor(
    Array.from({ length: 12 }, (_, i) => i % 4),
    place,
  );
  const figures = [];
  for (let i = 0; i < 200; i++) {
    optimizer.learningRate = schedules[i % 2](i);
    optimizer.zeroGrad();
    const losses = sequence(model, 3, () => {
      const loss = onlineLoss(model.forward(x).tanh().mul(4), label);
      loss.backward();
      return loss;
    });
    optimizer.step();
    for (const loss of losses) figures.push(await loss.item());
  }
  const weights = Object.values(await stateDict(model)).map(({ data }) => data);
  for (const data of weights) {
    const { mean, deviation, skewness, kurtosis } = distributionOf(data);
    figures.push(...data, mean, deviation, skewness, kurtosis);
  }
  return digest(figures);
}

const training = {
  'cpu float32': await trained(cpu(), 'float32'),
  'cpu float64': await trained(cpu(), 'float64'),
  wasm: await trained(wasm({ threads: 1 }), 'float32'),
};

console.log(JSON.stringify({ ...functions, ...training }, null, 2));
