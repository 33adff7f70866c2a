import { expect, test } from '@jest/globals';
import { tensor, type Tensor } from '@spikegrad/core';
import { Threshold } from '../src/index.js';

class Double extends Threshold {
  readonly initial = 1;
  override at(u: Tensor): Tensor {
    return u.mul(2);
  }
}

test('the value of a threshold as a module is θ', async () => {
  expect(await new Double().forward(tensor([3])).data()).toEqual(Float32Array.of(6));
});
