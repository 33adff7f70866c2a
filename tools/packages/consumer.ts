import { tensor, type Tensor } from '@spikegrad/core';
import * as neurons from '@spikegrad/neurons';
import * as normalization from '@spikegrad/normalization';

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

export const names = [neurons, normalization].flatMap((room) => Object.keys(room));
