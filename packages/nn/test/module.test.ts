import { expect, test } from '@jest/globals';
import { cpu, DTypeError, Random, ones, ShapeError, ValueError, type Backend, type Tensor } from '@spikegrad/core';
import {
  Buffer,
  Dropout,
  Flatten,
  Linear,
  Module,
  Parameter,
  Sequential,
  SGD,
  State,
  stateDict,
} from '../src/index.js';
import type { Leaky } from './toys.js';
import { exact, list, ramp, smallNet } from './toys.js';

const random = new Random(1);

class Branches extends Module {
  readonly shared = new Linear(2, 2, { random, ...exact });
  readonly branches = [new Sequential(this.shared), [new Sequential(new Flatten(), this.shared)]];
  readonly tied = this.shared.weight;
  readonly statistics = new Buffer(ones([2], exact));
  readonly memory = new State();
  readonly nothing = null;
  readonly numbers = [1, 2];
  parent: Module | null = null;

  override forward(x: Tensor): Tensor {
    return this.shared.forward(x);
  }
}

const paths = (found: readonly { readonly path: string }[]): readonly string[] => found.map(({ path }) => path);

test('parameters and buffers are found under the names of their fields and their indices', () => {
  const model = smallNet();
  expect(paths(model.namedParameters())).toEqual([
    'layers.0.weight',
    'layers.0.bias',
    'layers.3.weight',
    'layers.3.bias',
  ]);
  expect(paths(model.namedBuffers())).toEqual(['layers.1.total']);
  expect(paths(model.namedModules())).toEqual(['', 'layers.0', 'layers.1', 'layers.2', 'layers.3']);
  expect(model.states()).toEqual([(model.layers[1] as Leaky).membrane]);
});

test('a shared module is found once, under its first path, in arrays of arrays too', () => {
  const model = new Branches();
  expect(paths(model.namedModules())).toEqual(['', 'shared', 'branches.0', 'branches.1.0', 'branches.1.0.layers.0']);
  expect(paths(model.namedParameters())).toEqual(['shared.weight', 'shared.bias']);
  expect(model.parameters()).toEqual([model.shared.weight, model.shared.bias]);
  expect(paths(model.namedBuffers())).toEqual(['statistics']);
  expect(model.states()).toEqual([model.memory]);
});

class Containers extends Module {
  readonly byName = new Map<unknown, unknown>([
    ['up', new Linear(1, 1, { random, bias: false, ...exact })],
    [7, new Parameter(ones([1], exact))],
    [{}, new Parameter(ones([1], exact))],
  ]);
  readonly set = new Set([new Parameter(ones([1], exact)), new Flatten()]);
  readonly plain = { deep: [{ weight: new Parameter(ones([1], exact)) }], bare: Object.create(null) as object };
  readonly cells = [{ gate: new Linear(1, 1, { random, bias: false, ...exact }), memory: new State() }];

  constructor() {
    super();
    Object.assign(this.plain.bare, { mean: new Buffer(ones([1], exact)), ring: this.plain });
  }
  override forward(x: Tensor): Tensor {
    return x;
  }
}

test('maps, sets, plain objects and arrays of them are searched, also if they contain themselves', async () => {
  const model = new Containers();
  expect(paths(model.namedParameters())).toEqual([
    'byName.up.weight',
    'byName.7',
    'byName.2',
    'set.0',
    'plain.deep.0.weight',
    'cells.0.gate.weight',
  ]);
  expect(paths(model.namedBuffers())).toEqual(['plain.bare.mean']);
  expect(paths(model.namedModules())).toEqual(['', 'byName.up', 'set.1', 'cells.0.gate']);
  expect(model.states()).toEqual([model.cells[0]!.memory]);
  expect([model.stateful, new Sequential(model).stateful]).toEqual([true, false]);
  expect(Object.keys(await stateDict(model))).toHaveLength(7);
});

test('two parameters under one path fail', () => {
  const twice = { 'a.b': new Parameter(ones([1])), a: { b: new Parameter(ones([1])) } };
  const model = Object.assign(new Flatten(), { twice });
  expect(() => model.parameters()).toThrow(ValueError);
  expect(() => model.parameters()).toThrow('[Flatten] expected a path of its own for each parameter and buffer but');
});

test('a tree with a cycle is searched once', () => {
  const model = new Branches();
  model.parent = new Sequential(model);
  expect(model.modules()).toHaveLength(6);
});

test('one parameter in two modules is updated once', () => {
  const first = new Linear(2, 2, { random, bias: false, ...exact });
  const second = new Linear(2, 2, { random, bias: false, ...exact });
  Object.assign(second, { weight: first.weight });
  const model = new Sequential(first, second);
  expect(model.parameters()).toHaveLength(1);
  const before = list(first.weight);
  model
    .forward(ones([1, 2], exact))
    .sum()
    .backward();
  const gradient = list(first.weight.grad);
  new SGD([...first.parameters(), ...second.parameters()], { learningRate: 1 }).step();
  expect(list(first.weight)).toEqual(before.map((value, i) => value - gradient[i]!));
});

test('train and eval set the whole tree, and a submodule can be set differently', () => {
  const model = new Sequential(new Sequential(new Dropout(0.5, { random })), new Flatten());
  const [branch] = model.layers;
  const flags = (): readonly boolean[] => model.modules().map((module) => module.training);
  expect(flags()).toEqual([true, true, true, true]);
  expect(model.eval()).toBe(model);
  expect(flags()).toEqual([false, false, false, false]);
  branch!.train();
  expect(flags()).toEqual([false, true, true, false]);
  model.train(true);
  expect(flags()).toEqual([true, true, true, true]);
});

test('to moves values and gradients, keeps the objects, and frees the old values', async () => {
  const [here, there] = [cpu(), cpu()];
  const model = smallNet(here).eval();
  const held = model.parameters();
  const values = held.map(list);
  held[3]!.mul(held[3]!).sum().backward();
  const gradient = list(held[3]!.grad);
  expect(await model.to(there)).toBe(model);
  expect(model.parameters()).toEqual(held);
  expect(held.map(list)).toEqual(values);
  expect(held.every(({ backend }) => backend === there)).toBe(true);
  expect(model.namedBuffers()[0]!.value.backend).toBe(there);
  expect(held[3]!.grad!.backend).toBe(there);
  expect(list(held[3]!.grad)).toEqual(gradient);
  expect(there.memory().tensors).toBe(6);
  await model.to(there);
  expect(there.memory().tensors).toBe(6);
});

test('if moving one parameter fails, none is moved', async () => {
  const here = cpu();
  const narrow: Backend = { ...cpu(), name: 'narrow', dtypes: ['float32'] };
  const model = new Sequential(new Linear(1, 1, { random, backend: here }), smallNet(here));
  await expect(model.to(narrow)).rejects.toThrow(DTypeError);
  expect(model.parameters().every(({ backend }) => backend === here)).toBe(true);
});

test('a parameter takes ownership of its value', () => {
  const value = ones([2], exact);
  const parameter = new Parameter(value);
  expect(value.isFreed).toBe(true);
  expect(parameter.requiresGrad).toBe(true);
  expect(new Buffer(ones([2])).requiresGrad).toBe(false);
  expect(list(parameter)).toEqual([1, 1]);
});

test('forwardSequence needs axes of time and batch', () => {
  expect(() => new Flatten().forwardSequence(ramp([3]))).toThrow(ShapeError);
});
