/** The workloads on jax-js with its WebAssembly backend, each compiled by its jit. */
import { defaultDevice, init, jit, lax, numpy as np, vjp } from '@jax-js/jax';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { answer, options } from '../machine/child.js';
import { measure } from './measure.js';
import { image, length, numbers, summed } from './workloads.js';

const { seconds } = options();
await init('wasm');
defaultDevice('wasm');
const { version } = JSON.parse(readFileSync(new URL('node_modules/@jax-js/jax/package.json', import.meta.url), 'utf8'));

const make = (shape) => np.array(numbers(shape.reduce((a, b) => a * b))).reshape(shape);
const { batch, channels, side } = image;
const x = make([batch, channels, side, side]);
const w = make([channels, channels, 3, 3]);
const [small, large] = [256, 1024].map((size) => make([size, size]));
const vector = make([length]);
const maps = make(summed);

/** Compiles once. A call takes references of its own, so the arguments stay. */
const run = (compute, ...inputs) => {
  const compiled = jit(compute);
  return async (read) => {
    const result = compiled(...inputs.map((each) => each.ref));
    if (read) return (await result.data())[0];
    await result.blockUntilReady();
    result.dispose();
    return null;
  };
};
const convolve = (input, weight) => lax.convGeneralDilated(input, weight, [1, 1], 'SAME');
/** One gradient only: the compiler removes what only the forward pass needs. */
const gradient = (forward) => (at, other, dy) => {
  const [value, pull] = vjp((free) => forward(free, other), [at]);
  value.dispose();
  return pull(dy)[0];
};

const results = await measure(
  {
    'matmul 256³': run((a) => np.matmul(a.ref, a), small),
    'matmul 1024³': run((a) => np.matmul(a.ref, a), large),
    'conv 3×3, forward': run(convolve, x, w),
    'conv 3×3, gradient to the input': run(gradient(convolve), x, w, x),
    'conv 3×3, gradient to the weights': run(
      gradient((weight, input) => convolve(input, weight)),
      ...[w, x, x],
    ),
    'x · σ(2x + 1)': run((v) => np.divide(v.ref, np.exp(v.mul(-2).add(-1)).add(1)), vector),
    'sum over batch, height, width': run((v) => np.sum(v, [0, 2, 3]), maps),
    'maximum of all': run((v) => np.max(v), vector),
  },
  seconds,
);
answer({ threads: typeof Worker === 'undefined' ? 1 : availableParallelism(), version, results });
