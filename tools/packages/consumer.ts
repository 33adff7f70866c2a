import { tensor, type Tensor } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';

const x: Tensor = tensor(
  [
    [1, 2],
    [3, 4],
  ],
  { requiresGrad: true },
);
x.mul(x).sum().backward();
const slope = Array.from((await x.grad?.data()) ?? []);
if (slope.join() !== '2,4,6,8') throw new Error(`expected the slope 2,4,6,8 but received ${slope.join()}`);

const norm = new OSR(2);
const neuron = new LIF({ tau: 2, threshold: new OTS({ steps: 4 }) });
export const names: readonly string[] = [norm, neuron, neuron.threshold].map((module) => module.constructor.name);
