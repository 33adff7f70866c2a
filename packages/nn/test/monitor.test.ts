import { expect, test } from '@jest/globals';
import { cpu, ones, Random, ShapeError, tensor, ValueError, type Tensor } from '@spikegrad/core';
import type { Module } from '../src/index.js';
import { forwardSequence, Linear, Monitor, Sequential, sequence, Temporal } from '../src/index.js';
import { exact, Leaky, ramp, smallNet } from './toys.js';

/** Reports what it is given, under a name. */
class Reporter extends Temporal {
  readonly figure: () => Tensor;

  constructor(figure: () => Tensor) {
    super();
    this.figure = figure;
  }

  override forward(x: Tensor): Tensor {
    const t = this.nextStep();
    this.sequence.monitor?.record(this, 'figure', this.figure);
    if (t === 0) this.sequence.monitor?.record(this, 'first', () => x.mean());
    return x;
  }
}

test('numbers are recorded by path, by name, step by step', async () => {
  const model = new Sequential(new Leaky(), new Sequential(new Reporter(() => tensor([7], exact))));
  const monitor = new Monitor(model);
  sequence(model, 3, (t) => void model.forward(tensor([[t, t + 2]], exact)), { monitor });
  const readings = await monitor.read();
  expect(Object.keys(readings)).toEqual(['layers.0', 'layers.1.layers.0']);
  expect(readings['layers.0']).toEqual({ mean: [1, 0.5 + 2, 1.25 + 3] });
  const { figure, first } = readings['layers.1.layers.0']!;
  expect(figure).toEqual([7, 7, 7]);
  expect(first).toEqual([(Math.tanh(0) + Math.tanh(2)) / 2]);
});

test('reading removes all recorded numbers', async () => {
  const model = new Sequential(new Leaky());
  const monitor = new Monitor(model);
  expect(await monitor.read()).toEqual({});
  for (const value of [1, 2]) {
    sequence(model, 1, () => void model.forward(tensor([value], exact)), { monitor });
    expect(await monitor.read()).toEqual({ 'layers.0': { mean: [value] } });
  }
});

test('all steps at once are recorded like single steps', async () => {
  const model = new Sequential(new Leaky());
  const monitor = new Monitor(model);
  forwardSequence(model, tensor([[[1]], [[2]]], exact), { monitor });
  expect(await monitor.read()).toEqual({ 'layers.0': { mean: [1, 2.5] } });
});

test('reading makes one read, and no tensors are left', async () => {
  const backend = cpu();
  let reads = 0;
  const read = backend.read.bind(backend);
  backend.read = (...rest) => {
    reads++;
    return read(...rest);
  };
  const model = smallNet(backend);
  const x = ramp([2, 2, 4, 4], { backend, ...exact });
  const { tensors } = backend.memory();
  const monitor = new Monitor(model);
  sequence(model, 5, () => void model.forward(x), { monitor });
  expect(backend.memory().tensors).toBe(tensors + 5);
  expect(reads).toBe(0);
  expect((await monitor.read())['layers.1']!['mean']).toHaveLength(5);
  expect(reads).toBe(1);
  expect(backend.memory().tensors).toBe(tensors);
});

test('a tensor that the caller keeps is not freed by reading', async () => {
  const held = tensor([3], { ...exact, requiresGrad: true });
  const model = new Reporter(() => held);
  const monitor = new Monitor(model);
  sequence(model, 2, () => void model.forward(ones([1], exact)), { monitor });
  expect((await monitor.read())['']!['figure']).toEqual([3, 3]);
  expect(held.isFreed).toBe(false);
});

test('a recorded number is detached, and its intermediate tensors are freed', () => {
  const backend = cpu();
  const weight = ones([4], { backend, requiresGrad: true });
  const model = new Reporter(() => weight.mul(2).add(1).mean());
  const monitor = new Monitor(model);
  const x = ones([1], { backend });
  const { tensors } = backend.memory();
  sequence(model, 1, () => void model.forward(x), { monitor, throughTime: true });
  expect(backend.memory().tensors).toBe(tensors + 2);
});

test('a tensor of several numbers, and a module of another model, fail', () => {
  const model: Module = new Reporter(() => ones([2]));
  expect(() => sequence(model, 1, () => model.forward(ones([1])), { monitor: new Monitor(model) })).toThrow(ShapeError);
  const stranger = new Monitor(new Linear(1, 1, { random: new Random(1) }));
  expect(() => sequence(model, 1, () => model.forward(ones([1])), { monitor: stranger })).toThrow(ValueError);
});
