import { describe, expect, test } from '@jest/globals';
import { cpu, Random, tensor, type Backend, type Tensor } from '@spikegrad/core';
import {
  Conv2d,
  Flatten,
  Linear,
  Monitor,
  onlineLoss,
  Sequential,
  SGD,
  stateDict,
  loadStateDict,
  AdaptiveAvgPool2d,
  AvgPool2d,
} from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';
import { online } from '@spikegrad/online';
import { wasm } from '../src/index.js';

function spiking(backend: Backend): Sequential {
  const random = new Random(1);
  const layer = (inputs: number, outputs: number) => [
    new Conv2d(inputs, outputs, 3, { padding: 1, random, backend }),
    new OSR(outputs, { guardRatio: 2, backend }),
    new LIF({ threshold: new OTS({ steps: 3, backend }) }),
  ];
  return new Sequential(
    ...layer(2, 6),
    new AvgPool2d(2),
    ...layer(6, 5),
    new AdaptiveAvgPool2d(1),
    new Flatten(),
    new Linear(5, 3, { random, backend }),
  );
}

/** One sequence from the model's state; the rates say whether it fires. */
async function learn(model: Sequential, optimizer: SGD, backend: Backend, seed: number) {
  const frame = new Random(seed).normal([4, 2, 8, 8], { backend, deviation: 2 });
  const labels = tensor([0, 1, 2, 0], { backend });
  const monitor = new Monitor(model);
  const step = (): { logits: Tensor; loss: Tensor } => {
    const logits = model.forward(frame);
    return { logits, loss: onlineLoss(logits, labels) };
  };
  const { loss, logits } = online().learn({ model, optimizer, steps: 3, step, monitor });
  const readings = await monitor.read();
  const gradients = model.parameters().map(({ grad }) => grad!.dataSync());
  const rates = Object.values(readings).flatMap(({ rate }) => rate ?? []);
  const value = loss.dataSync()[0]!;
  for (const each of [frame, labels, loss, logits]) each.dispose();
  return { loss: value, gradients, rates };
}

describe('training on WebAssembly', () => {
  test('is the same twice, to the bit', async () => {
    const runs = await Promise.all(
      [wasm(), wasm()].map(async (backend) => {
        const model = spiking(backend);
        const optimizer = new SGD(model.parameters(), { momentum: 0.9 });
        for (let i = 0; i < 20; i++) await learn(model, optimizer, backend, i);
        return stateDict(model);
      }),
    );
    expect(runs[0]).toEqual(runs[1]);
  });

  test('follows the reference from every state it reaches, and really fires', async () => {
    const [fast, plain] = [wasm(), cpu()];
    const model = spiking(fast);
    const optimizer = new SGD(model.parameters(), { momentum: 0.9, learningRate: 0.05 });
    const rates: number[] = [];
    let close = 0;
    for (let i = 0; i < 40; i++) {
      const reference = spiking(plain);
      loadStateDict(reference, await stateDict(model));
      const expected = await learn(reference, new SGD(reference.parameters(), { learningRate: 0 }), plain, i);
      const received = await learn(model, optimizer, fast, i);
      rates.push(...received.rates);
      // A membrane within rounding of its threshold may fire on one and not on the other; such a step is counted, not compared.
      const same = received.rates.every((rate, place) => Math.abs(rate - expected.rates[place]!) < 1e-6);
      if (!same) continue;
      close++;
      expect(Math.abs(received.loss - expected.loss)).toBeLessThan(1e-4);
      received.gradients.forEach((gradient, place) => {
        const wanted = expected.gradients[place]!;
        const scale = Math.max(1e-3, ...Array.from(wanted, Math.abs));
        gradient.forEach((value, j) => expect(Math.abs(value - wanted[j]!) / scale).toBeLessThan(2e-4));
      });
    }
    expect(close).toBeGreaterThan(35);
    expect(Math.min(...rates)).toBeGreaterThan(0.02);
    expect(Math.max(...rates)).toBeLessThan(0.6);
  });
});
