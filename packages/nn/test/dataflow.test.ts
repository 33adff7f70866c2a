import { expect, test } from '@jest/globals';
import { cpu, meta, ones, Random, type Tensor } from '@spikegrad/core';
import { Conv2d, dataflow, Linear, Module, Parameter, Scale, Sequential, type FlowNode } from '../src/index.js';

const options = { random: new Random(1), backend: meta() };
const linear = (): Linear => new Linear(4, 4, options);
const brief = ({ path, module, operation, from }: FlowNode): string =>
  `${path} ${module?.constructor.name ?? operation} ${from.join(' ')}`;

test('each layer of a sequential reads the previous one', () => {
  const model = new Sequential(new Sequential(linear(), new Sequential()), new Scale(2), linear());
  expect(dataflow(model, [2, 4]).map(brief)).toEqual([
    'layers.0.layers.0 Linear -1',
    'layers.1 Scale 0',
    'layers.2 Linear 1',
  ]);
});

class Residual extends Module {
  readonly first = linear();
  readonly second = linear();
  readonly gain = new Parameter(ones([1], { backend: options.backend }));

  override forward(x: Tensor): Tensor {
    const y = this.second.forward(this.first.forward(x));
    return y.mul(this.gain.mul(0.2)).reshape([2, 4]).add(x);
  }
}

test('an operation that joins signals, or uses a parameter between modules, is a node of the module that contains it', () => {
  const model = new Sequential(linear(), new Residual(), new Residual(), linear());
  expect(dataflow(model, [2, 4]).map(brief)).toEqual([
    'layers.0 Linear -1',
    'layers.1.first Linear 0',
    'layers.1.second Linear 1',
    'layers.1 mul 2',
    'layers.1 add 3 0',
    'layers.2.first Linear 4',
    'layers.2.second Linear 5',
    'layers.2 mul 6',
    'layers.2 add 7 4',
    'layers.3 Linear 8',
  ]);
});

test('an operation belongs to the innermost running module, at any depth', () => {
  const model = new Sequential(new Sequential(new Sequential(linear(), new Residual())), new Residual());
  const operations = dataflow(model, [2, 4]).filter(({ module }) => module === null);
  expect(operations.map(({ path, operation }) => `${path} ${operation}`)).toEqual([
    'layers.0.layers.0.layers.1 mul',
    'layers.0.layers.0.layers.1 add',
    'layers.1 mul',
    'layers.1 add',
  ]);
});

test('shapes include the batch, and no tensors are left', () => {
  const backend = cpu();
  const model = new Sequential(new Conv2d(3, 2, 3, { random: new Random(1), backend }));
  const { tensors } = backend.memory();
  expect(dataflow(model, [5, 3, 4, 4])[0]!.output).toEqual([5, 2, 2, 2]);
  expect(backend.memory().tensors).toBe(tensors);
  expect(model.training).toBe(true);
  expect(Object.hasOwn(model.layers[0]!, 'forward')).toBe(false);
});
