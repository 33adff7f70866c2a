import { constant, Conv2d, kaimingFanOut, Linear, normal } from '@spikegrad/nn';
import type { Plan } from './networkOptions.js';

/** A convolution with a bias, as the published networks have it: weights N(0, 2 / (out · k²)), biases 0. */
export const convolution = (
  { random, placement }: Plan,
  inputs: number,
  outputs: number,
  kernel: number,
  stride = 1,
  padding = (kernel - 1) / 2,
): Conv2d =>
  new Conv2d(inputs, outputs, kernel, {
    random,
    stride,
    padding,
    initialWeight: kaimingFanOut,
    initialBias: constant(0),
    ...placement,
  });

/** A linear layer with weights N(0, 0.01²) and biases 0. */
export const classifier = ({ random, placement }: Plan, inputs: number, outputs: number): Linear =>
  new Linear(inputs, outputs, { random, initialWeight: normal(0.01), initialBias: constant(0), ...placement });
