/** The workloads on TensorFlow.js with its WebAssembly backend. */
import { getThreadsCount, setThreadsCount, version_wasm as version } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { answer, options } from '../machine/child.js';
import { measure } from './measure.js';
import { image, length, numbers, summed } from './workloads.js';

const { threads, seconds } = options();
setThreadsCount(threads);
await tf.setBackend('wasm');
await tf.ready();
/** In Node it never has threads: github.com/tensorflow/tfjs/issues/3830. */
const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');

const make = (shape) => tf.tensor(numbers(shape.reduce((a, b) => a * b)), shape);
const { batch, channels, side } = image;
// Its convolutions are NHWC with HWIO weights; the values are the same, moved.
const maps4 = make([batch, channels, side, side]);
const x = tf.transpose(maps4, [0, 2, 3, 1]);
const w = tf.transpose(make([channels, channels, 3, 3]), [2, 3, 1, 0]);
const [small, large] = [256, 1024].map((size) => make([size, size]));
const vector = make([length]);
const maps = tf.transpose(make(summed), [0, 2, 3, 1]);
const [one, two] = [tf.scalar(1), tf.scalar(2)];

// Kernels are done when they return.
const run = (compute) => (read) => {
  const result = tf.tidy(compute);
  const value = read ? result.dataSync()[0] : null;
  result.dispose();
  return value;
};
const window = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dimRoundingMode: null };
const kernel = (name, inputs, rest) => () => tf.engine().runKernel(name, inputs, { ...window, ...rest });

const results = await measure(
  {
    'matmul 256³': run(() => tf.matMul(small, small)),
    'matmul 1024³': run(() => tf.matMul(large, large)),
    'conv 3×3, forward': run(() => tf.conv2d(x, w, 1, 'same')),
    'conv 3×3, gradient to the input': run(
      kernel('Conv2DBackpropInput', { dy: x, filter: w }, { inputShape: x.shape }),
    ),
    'conv 3×3, gradient to the weights': run(kernel('Conv2DBackpropFilter', { x, dy: x }, { filterShape: w.shape })),
    'x · σ(2x + 1)': run(() => tf.mul(tf.sigmoid(tf.add(tf.mul(vector, two), one)), vector)),
    'sum over batch, height, width': run(() => tf.sum(maps, [0, 1, 2])),
    'maximum of all': run(() => tf.max(vector)),
  },
  seconds,
);
answer({ threads: threaded ? getThreadsCount() : 1, version, results });
