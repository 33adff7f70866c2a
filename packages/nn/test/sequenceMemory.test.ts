import { expect, test } from '@jest/globals';
import { cpu, noGrad, scope, type Backend, type Tensor } from '@spikegrad/core';
import { Adam, sequence, type Sequential } from '../src/index.js';
import { exact, Leaky, ramp, smallNet } from './toys.js';

interface Bench {
  readonly backend: Backend;
  readonly model: Sequential;
  readonly optimizer: Adam;
  readonly x: Tensor;
}

function bench(): Bench {
  const backend = cpu();
  const model = smallNet(backend);
  const x = ramp([2, 2, 4, 4], { backend, ...exact });
  return { backend, model, optimizer: new Adam(model.parameters()), x };
}

function learn({ model, optimizer, x }: Bench, steps: number): void {
  optimizer.zeroGrad();
  sequence(model, steps, () => model.forward(x).sum().div(steps).backward());
  optimizer.step();
}

function learnThroughTime({ model, optimizer, x }: Bench, steps: number): void {
  scope(() => {
    optimizer.zeroGrad();
    const losses = sequence(model, steps, () => model.forward(x).sum(), { throughTime: true });
    losses.reduce((a, b) => a.add(b)).backward();
    optimizer.step();
  });
}

function peakOf(run: (bench: Bench, steps: number) => void, steps: number): number {
  const made = bench();
  run(made, 1); // the optimizer's memory exists from here on
  made.backend.resetPeak();
  run(made, steps);
  return made.backend.memory().peakBytes;
}

test('a thousand training steps leave no tensor and no byte', () => {
  const made = bench();
  learn(made, 4);
  const { tensors, bytes } = made.backend.memory();
  const counts = new Set<string>();
  for (let i = 0; i < 250; i++) {
    learn(made, 4);
    const now = made.backend.memory();
    counts.add(`${now.tensors} ${now.bytes}`);
  }
  expect([...counts]).toEqual([`${tensors} ${bytes}`]);
});

test('within a sequence the live tensors are the same at every step', () => {
  const { backend, model, x } = bench();
  const counts = sequence(model, 6, () => {
    const { tensors } = backend.memory();
    model.forward(x).sum().backward();
    return tensors;
  });
  const [, second] = counts;
  expect(counts.slice(2)).toEqual([second, second, second, second]);
});

test('learning online needs the same memory for 64 steps as for 4, learning through time does not', () => {
  const online = [4, 64].map((steps) => peakOf(learn, steps));
  expect(online[1]).toBe(online[0]);
  const [short, long] = [4, 64].map((steps) => peakOf(learnThroughTime, steps));
  expect(long! / short!).toBeGreaterThan(5);
  expect(short).toBeGreaterThan(online[0]!);
});

test('through time inside a scope leaves no tensors either', () => {
  const made = bench();
  learnThroughTime(made, 4);
  const { tensors } = made.backend.memory();
  for (let i = 0; i < 20; i++) learnThroughTime(made, 4);
  expect(made.backend.memory().tensors).toBe(tensors);
});

test.each([0, 1, 3])('an exception at step %i leaves everything as it was', (failing) => {
  const made = bench();
  const { backend, model, x } = made;
  const neuron = model.layers[1] as Leaky;
  const { tensors } = backend.memory();
  const body = (t: number): Tensor => {
    const y = model.forward(x);
    if (t === failing) throw new Error('out of luck');
    return y;
  };
  expect(() => sequence(model, 4, body)).toThrow('out of luck');
  expect(backend.memory().tensors).toBe(tensors);
  expect(neuron.membrane.value).toBeNull();
  expect(Array.from(neuron.total.dataSync())).toEqual([0]);
  noGrad(() => sequence(model, 2, () => void model.forward(x)));
  expect(Array.from(neuron.total.dataSync())).toEqual([2]);
  expect(backend.memory().tensors).toBe(tensors);
});

test('if an end throws, the other states are freed, and the next sequence works', () => {
  class Sour extends Leaky {
    bad = true;
    protected override endSequence(steps: number): void {
      if (this.bad) throw new Error('no end');
      super.endSequence(steps);
    }
  }
  const { backend, model, x } = bench();
  const sour = new Sour({ backend, ...exact });
  Object.assign(model, { layers: [...model.layers.slice(0, 1), sour, ...model.layers.slice(1)] });
  const { tensors } = backend.memory();
  expect(() => sequence(model, 2, () => void model.forward(x))).toThrow('no end');
  expect(backend.memory().tensors).toBe(tensors);
  sour.bad = false;
  sequence(model, 2, () => void model.forward(x));
  expect(Array.from(sour.total.dataSync())).toEqual([2]);
});
