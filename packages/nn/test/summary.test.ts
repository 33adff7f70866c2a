import { expect, test } from '@jest/globals';
import { cpu, meta, Random, ShapeError, type Backend, type Tensor } from '@spikegrad/core';
import {
  AdaptiveAvgPool2d,
  Conv2d,
  Flatten,
  formatSummary,
  Linear,
  MaxPool2d,
  Module,
  Sequential,
  sequence,
  summary,
  Threshold,
  WSConv2d,
} from '../src/index.js';
import { Leaky, ramp } from './toys.js';

function net(backend: Backend = cpu()): Sequential {
  const options = { random: new Random(1), backend };
  return new Sequential(
    new Sequential(new Conv2d(3, 8, 3, { ...options, padding: 1 }), new Leaky({ backend }), new MaxPool2d(2)),
    new WSConv2d(8, 4, 3, { ...options, groups: 2, bias: false }),
    new AdaptiveAvgPool2d(1),
    new Flatten(),
    new Linear(4, 10, options),
  );
}

const byHand = [
  { path: 'layers.0.layers.0', type: 'Conv2d', output: [2, 8, 6, 6], parameters: 8 * 27 + 8, macs: 2 * 8 * 27 * 36 },
  { path: 'layers.0.layers.1', type: 'Leaky', output: [2, 8, 6, 6], parameters: 0, macs: 0 },
  { path: 'layers.0.layers.2', type: 'MaxPool2d', output: [2, 8, 3, 3], parameters: 0, macs: 0 },
  { path: 'layers.0', type: 'Sequential', output: [2, 8, 3, 3], parameters: 0, macs: 0 },
  { path: 'layers.1', type: 'WSConv2d', output: [2, 4, 1, 1], parameters: 4 * 4 * 9 + 4, macs: 2 * 4 * 4 * 9 },
  { path: 'layers.2', type: 'AdaptiveAvgPool2d', output: [2, 4, 1, 1], parameters: 0, macs: 0 },
  { path: 'layers.3', type: 'Flatten', output: [2, 4], parameters: 0, macs: 0 },
  { path: 'layers.4', type: 'Linear', output: [2, 10], parameters: 50, macs: 2 * 40 },
  { path: '', type: 'Sequential', output: [2, 10], parameters: 0, macs: 0 },
].map((row) => ({ ...row, neurons: 0 }));

test.each([cpu, meta])('shapes, parameters and multiply-adds by hand (%p)', (backend) => {
  expect(summary(net(backend()), [2, 3, 6, 6])).toEqual({
    rows: byHand,
    parameters: 224 + 148 + 50,
    macs: 15_552 + 288 + 80,
    neurons: 0,
  });
});

test('the model is left as it was: modes, fields, memory', () => {
  const backend = cpu();
  const model = net(backend);
  const [block, , pool] = model.layers as [Sequential, Module, Module];
  block.eval();
  block.layers[0]!.train();
  const flags = model.modules().map(({ training }) => training);
  const fields = model.modules().map((module) => Object.getOwnPropertyNames(module));
  const { tensors } = backend.memory();
  summary(model, [1, 3, 6, 6]);
  expect(model.modules().map(({ training }) => training)).toEqual(flags);
  expect(pool.training).toBe(true);
  expect(model.modules().map((module) => Object.getOwnPropertyNames(module))).toEqual(fields);
  expect(backend.memory().tensors).toBe(tensors);
  expect((block.layers[1] as Leaky).membrane.value).toBeNull();
  expect(model.parameters().every(({ grad }) => grad === null)).toBe(true);
});

test('an input that does not fit fails, and the model does not change', () => {
  const model = net();
  expect(() => summary(model, [1, 4, 6, 6])).toThrow(ShapeError);
  expect(model.modules().every((module) => module.training && !Object.hasOwn(module, 'forward'))).toBe(true);
  expect(summary(model, [1, 3, 6, 6]).rows).toHaveLength(9);
});

test('a forward in a field is restored', () => {
  class Field extends Module {
    override forward = (x: Tensor): Tensor => x.mul(2);
  }
  const model = new Field();
  const { forward } = model;
  summary(model, [1, 2]);
  expect(model.forward).toBe(forward);
});

test('a module that runs twice has two rows; its parameters count once in the total', () => {
  const shared = new Linear(3, 3, { random: new Random(1) });
  const { rows, parameters, macs } = summary(new Sequential(shared, shared), [1, 3]);
  expect(rows.map(({ path }) => path)).toEqual(['layers.0', 'layers.0', '']);
  expect([parameters, macs]).toEqual([12, 18]);
});

test('a module that calls a threshold is a layer of neurons, one for every output', () => {
  class Always extends Threshold {
    override readonly initial = 1;
    override at(u: Tensor): Tensor {
      return u;
    }
  }
  class Firing extends Module {
    readonly threshold = new Always();
    override forward(x: Tensor): Tensor {
      return this.threshold.at(x);
    }
  }
  const { rows, neurons } = summary(new Sequential(new Firing(), new Flatten(), new Firing()), [2, 3, 4, 4]);
  expect(rows.map((row) => row.neurons)).toEqual([96, 0, 96, 0]);
  expect(neurons).toBe(192);
});

test('a linear layer counts the axes between batch and features', () => {
  expect(summary(new Linear(3, 2, { random: new Random(1) }), [4, 5, 3]).macs).toBe(4 * 5 * 6);
});

test('a model in a sequence cannot be summarised', () => {
  const backend = cpu();
  const model = net(backend);
  const x = ramp([1, 3, 6, 6], { backend });
  expect(() => sequence(model, 1, () => summary(model, [1, 3, 6, 6]))).toThrow('a sequence within a sequence');
  expect(sequence(model, 1, () => model.forward(x).shape)).toEqual([[1, 10]]);
});

test('the table has a row per module and a total, with separators of thousands', () => {
  const table = formatSummary(summary(net(), [2, 3, 6, 6])).split('\n');
  expect(table).toHaveLength(11);
  expect(table[0]).toMatch(/^module +type +output +parameters +MACs +neurons$/);
  expect(table[1]).toMatch(/^layers\.0\.layers\.0 +Conv2d +2 × 8 × 6 × 6 +224 +15,552 +0$/);
  expect(table[9]).toMatch(/^\(model\) +Sequential +2 × 10 +0 +0 +0$/);
  expect(table[10]).toMatch(/^total +422 +15,920 +0$/);
  expect(new Set(table.map(({ length }) => length)).size).toBe(1);
});

test('words of a table begin below one another, and numbers end there', () => {
  const model = new Sequential(new Linear(4, 10, { random: new Random(1) }), new Flatten());
  expect(formatSummary(summary(model, [2, 4])).split('\n')).toEqual([
    'module    type        output  parameters  MACs  neurons',
    'layers.0  Linear      2 × 10          50    80        0',
    'layers.1  Flatten     2 × 10           0     0        0',
    '(model)   Sequential  2 × 10           0     0        0',
    'total                                 50    80        0',
  ]);
});
