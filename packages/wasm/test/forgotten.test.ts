import { expect, test } from '@jest/globals';
import { cpu, fromData, Random, tensor } from '@spikegrad/core';
import { Adam, Linear, onlineLoss, sequence, Sequential } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { wasm } from '../src/index.js';

/** A batch as recordings of sounds have it, `[T, N, C]`: 9 MB. */
const shape = [100, 32, 700] as const;

// On wasm all of them together are more than there can be: 520 batches are 4.7 GB.
test.each([
  ['wasm', 520],
  ['cpu', 70],
] as const)('a loop that frees none of its batches trains to its end in flat memory on %s', async (name, batches) => {
  const backend = name === 'wasm' ? wasm({ threads: 1 }) : cpu();
  const place = { backend };
  const random = new Random(1);
  const model = new Sequential(
    new Linear(700, 4, { ...place, random }),
    new LIF(),
    new Linear(4, 20, { ...place, random }),
  );
  const optimizer = new Adam(model.parameters());
  const host = new Float32Array(shape[0] * shape[1] * shape[2]);
  const label = tensor(new Array<number>(shape[1]).fill(3), place);
  for (let i = 0; i < batches; i++) {
    const x = fromData(host, shape, place);
    optimizer.zeroGrad();
    const losses = sequence(model, 3, (t) => {
      const loss = onlineLoss(model.forward(x.select(0, t)), label).div(3);
      loss.backward();
      return loss;
    });
    optimizer.step();
    expect(await losses.at(-1)!.item()).toBeGreaterThan(0);
  }
  expect(backend.memory().peakBytes).toBeLessThan(2 ** 29);
});
