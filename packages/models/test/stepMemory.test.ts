import { expect, test } from '@jest/globals';
import { cpu, meta, type Backend, type MemoryReport } from '@spikegrad/core';
import { onlineLoss, SGD } from '@spikegrad/nn';
import { bptt, online, ottt, type LearningRule } from '@spikegrad/online';
import { everyNetwork, imagesFor, labelsFor } from './networks.js';

/** What a backend holds after a training step, and what it held at most in it. */
function memoryOf(backend: Backend, network: number, rule: LearningRule, steps: number): MemoryReport {
  const [, build, size] = everyNetwork[network]!;
  const model = build({ backend, width: 1 / 32, classes: 3 });
  const [image, label] = [imagesFor(model, 2, size), labelsFor(model, 2)];
  const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 });
  const step = () => {
    const logits = model.forward(image);
    return { logits, loss: onlineLoss(logits, label) };
  };
  const { loss, logits } = rule.learn({ model, optimizer, steps, step });
  loss.dispose();
  logits.dispose();
  return backend.memory();
}

const cases = everyNetwork.flatMap(([name], i) => [online(), ottt(), bptt()].map((rule) => [name, rule, i] as const));

test.each(cases)('%s, learning by $name, needs the same memory on meta as on the reference', (_, rule, network) => {
  const [here, there] = [cpu(), meta()].map((backend) => memoryOf(backend, network, rule, 2));
  expect(there).toEqual(here);
  expect(here!.peakBytes).toBeGreaterThan(here!.bytes);
});

test('online learning needs the same memory for more steps, learning through time needs more', () => {
  const peak = (rule: LearningRule, steps: number): number => memoryOf(meta(), 0, rule, steps).peakBytes;
  expect(peak(online(), 8)).toBe(peak(online(), 2));
  const growth = peak(bptt(), 32) - peak(bptt(), 26);
  expect(growth).toBeGreaterThan(0);
  expect(peak(bptt(), 38) - peak(bptt(), 32)).toBe(growth);
});
