/** Bytes that are alive while a small network learns for a long time on WebAssembly. */
import { Random, tensor } from '@spikegrad/core';
import { AdaptiveAvgPool2d, AvgPool2d, Conv2d, Flatten, Linear, onlineLoss, Sequential, SGD } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';
import { online } from '@spikegrad/online';
import { wasm } from '@spikegrad/wasm';
import { answer, options } from '../machine/child.js';

const { steps, threads } = options();
const backend = wasm({ threads });
const random = new Random(1);
const spiking = (inputs, outputs) => [
  new Conv2d(inputs, outputs, 3, { padding: 1, random, backend }),
  new OSR(outputs, { guardRatio: 2, backend }),
  new LIF({ threshold: new OTS({ steps: 4, backend }) }),
];
const model = new Sequential(
  ...spiking(3, 8),
  new AvgPool2d(2),
  ...spiking(8, 8),
  ...[new AdaptiveAvgPool2d(1), new Flatten(), new Linear(8, 4, { random, backend })],
);
const optimizer = new SGD(model.parameters(), { momentum: 0.9, learningRate: 0.01 });
const rule = online();
const image = random.normal([4, 3, 8, 8], { backend });
const label = tensor([0, 1, 2, 3], { backend });
const step = () => {
  const logits = model.forward(image);
  return { logits, loss: onlineLoss(logits, label) };
};

const watched = new Set([1, 2, 10, 100, 1000, 2000, 5000, steps]);
const rows = [];
const began = performance.now();
for (let done = 1; done <= steps; done++) {
  const { loss, logits } = rule.learn({ model, optimizer, steps: 4, step });
  loss.dispose();
  logits.dispose();
  if (!watched.has(done)) continue;
  const { tensors, bytes, peakBytes } = backend.memory();
  rows.push({ step: done, tensors, bytes, peakBytes, resident: process.memoryUsage().rss });
  const left = ((performance.now() - began) / done) * (steps - done);
  console.error(`  ${done}/${steps} training steps, ${bytes} bytes live, ${(left / 1000).toFixed(0)} s left`);
}
answer({ rows });
