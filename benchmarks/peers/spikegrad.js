/** The workloads on Spikegrad's WebAssembly. */
import { conv2d, elementwise, fromData, grad, matmul, scope, sizeOf } from '@spikegrad/core';
import { wasm } from '@spikegrad/wasm';
import { answer, options } from '../machine/child.js';
import { measure } from './measure.js';
import { image, length, numbers, summed } from './workloads.js';

const { threads, seconds } = options();
const backend = wasm({ threads });
const make = (shape, requiresGrad = false) => fromData(numbers(sizeOf(shape)), shape, { backend, requiresGrad });

const { batch, channels, side } = image;
const x = make([batch, channels, side, side], true);
const w = make([channels, channels, 3, 3], true);
const dy = make([batch, channels, side, side]);
const [small, large] = [256, 1024].map((size) => make([size, size]));
const vector = make([length]);
const maps = make(summed);
const gate = elementwise('gate', ['x'], [], ({ x }) => x.mul(2).add(1).sigmoid().mul(x));

// Kernels are done when they return.
const run = (compute) => (read) =>
  scope(() => {
    const result = compute();
    return read ? result.dataSync()[0] : null;
  });
const convolve = () => conv2d(x, w, null, { padding: 1 });
/** A gradient alone: the forward pass is recorded once and differentiated again and again. */
const output = convolve();
const gradient = (of) => () => grad(output, [of], { gradient: dy, retainGraph: true })[0];

const results = await measure(
  {
    'matmul 256³': run(() => matmul(small, small)),
    'matmul 1024³': run(() => matmul(large, large)),
    'conv 3×3, forward': run(convolve),
    'conv 3×3, gradient to the input': run(gradient(x)),
    'conv 3×3, gradient to the weights': run(gradient(w)),
    'x · σ(2x + 1)': run(() => gate({ x: vector })),
    'sum over batch, height, width': run(() => maps.sum([0, 2, 3])),
    'maximum of all': run(() => vector.max()),
  },
  seconds,
);
answer({ threads: backend.threads, results });
