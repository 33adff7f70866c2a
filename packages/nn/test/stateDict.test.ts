import { describe, expect, test } from '@jest/globals';
import { cpu, meta, Random, ValueError } from '@spikegrad/core';
import {
  decodeSafetensors,
  encodeSafetensors,
  Linear,
  loadStateDict,
  Sequential,
  sequence,
  stateDict,
  StateDictError,
  type Module,
  type StateDict,
} from '../src/index.js';
import { list, ramp, smallNet } from './toys.js';

const net = (seed: number): Sequential => smallNet(cpu(), new Random(seed));
const valuesOf = (model: Module): readonly (readonly number[])[] =>
  [...model.namedParameters(), ...model.namedBuffers()].map(({ value }) => list(value));

/** What `loadStateDict` says about entries, after which the model must be as it was. */
async function refusal(change: (entries: Record<string, StateDict[string]>) => void): Promise<StateDictError> {
  const model = net(1);
  const before = valuesOf(model);
  const entries: Record<string, StateDict[string]> = { ...(await stateDict(net(2))) };
  change(entries);
  try {
    loadStateDict(model, entries);
  } catch (error) {
    expect(valuesOf(model)).toEqual(before);
    return error as StateDictError;
  }
  throw new Error('nothing was refused');
}

test('parameters come first, then buffers, by path, with shape, dtype and values', async () => {
  const model = net(1);
  const entries = await stateDict(model);
  expect(Object.keys(entries)).toEqual([
    'layers.0.weight',
    'layers.0.bias',
    'layers.3.weight',
    'layers.3.bias',
    'layers.1.total',
  ]);
  const { shape, dtype, data } = entries['layers.0.weight']!;
  expect([shape, dtype]).toEqual([[3, 2, 3, 3], 'float64']);
  expect(Array.from(data)).toEqual(list(model.parameters()[0]));
});

test('another model of the same kind loads everything, and computes the same', async () => {
  const [from, to] = [net(1), net(2)];
  const backend = from.parameters()[0]!.backend;
  await to.to(backend);
  sequence(from, 3, () => void from.forward(ramp([1, 2, 4, 4], { backend, dtype: 'float64' })));
  expect(valuesOf(to)).not.toEqual(valuesOf(from));
  const { tensors } = backend.memory();
  loadStateDict(to, await stateDict(from));
  expect(valuesOf(to)).toEqual(valuesOf(from));
  expect(list(to.namedBuffers()[0]!.value)).toEqual([3]);
  expect(backend.memory().tensors).toBe(tensors);
});

test('a state dict is a copy: training does not change it', async () => {
  const model = net(1);
  const entries = await stateDict(model);
  const before = Array.from(entries['layers.3.bias']!.data);
  loadStateDict(model, await stateDict(net(2)));
  expect(Array.from(entries['layers.3.bias']!.data)).toEqual(before);
});

test('a shared layer is saved once', async () => {
  const shared = new Linear(2, 2, { random: new Random(1), bias: false });
  const model = new Sequential(shared, shared);
  const entries = await stateDict(model);
  expect(Object.keys(entries)).toEqual(['layers.0.weight']);
  expect(() => loadStateDict(model, entries)).not.toThrow();
});

describe('all or nothing', () => {
  test('missing entries are named', async () => {
    const error = await refusal((entries) => {
      delete entries['layers.0.bias'];
      delete entries['layers.1.total'];
    });
    expect(error).toBeInstanceOf(StateDictError);
    expect(error.missing).toEqual(['layers.0.bias', 'layers.1.total']);
    expect([error.unexpected, error.mismatched]).toEqual([[], []]);
  });

  test('unexpected entries are named', async () => {
    const error = await refusal((entries) => (entries['layers.9.weight'] = { shape: [1], data: [1] }));
    expect(error.unexpected).toEqual(['layers.9.weight']);
  });

  test('shapes that differ, and values that do not fill theirs, are named', async () => {
    const error = await refusal((entries) => {
      entries['layers.0.bias'] = { shape: [1, 3], data: [1, 2, 3] };
      entries['layers.3.bias'] = { shape: [3], data: [1, 2] };
    });
    expect(error.mismatched).toEqual(['layers.0.bias [1, 3] for [3]', 'layers.3.bias 2 values for [3]']);
  });

  test('all wrong entries are in one error', async () => {
    const error = await refusal((entries) => {
      delete entries['layers.0.bias'];
      entries['x'] = { shape: [], data: [0] };
      entries['layers.3.bias'] = { shape: [2], data: [1, 2] };
    });
    expect(error.message).toBe(
      "[loadStateDict] expected the model's own entries but received " +
        'missing: layers.0.bias; unexpected: x; mismatched: layers.3.bias [2] for [3]',
    );
  });

  test('the message names the first of many wrong entries, the error’s fields have all', async () => {
    const error = await refusal((entries) => {
      for (let i = 1; i <= 7; i++) entries[`x${i}`] = { shape: [], data: [0] };
    });
    expect(error.unexpected).toHaveLength(7);
    expect(error.message).toMatch(/unexpected: x1, x2, x3, x4, x5 and 2 more$/);
  });

  test('values that are not numbers change nothing either', async () => {
    const data = BigInt64Array.of(1n, 2n, 3n) as unknown as ArrayLike<number>;
    const error = await refusal((entries) => (entries['layers.3.bias'] = { shape: [3], data }));
    expect(error).toBeInstanceOf(TypeError);
  });
});

test('a model is the same after a safetensors file, and so is its metadata', async () => {
  const [from, to] = [net(1), net(2)];
  const entries = await stateDict(from);
  const file = encodeSafetensors(
    Object.fromEntries(
      Object.entries(entries).map(([path, { shape, data }]) => [
        path,
        { dtype: 'F64', shape, data: data as Float64Array<ArrayBuffer> },
      ]),
    ),
    { epoch: '3' },
  );
  const { tensors, metadata } = decodeSafetensors(file);
  expect([...metadata]).toEqual([['epoch', '3']]);
  loadStateDict(to, Object.fromEntries(tensors) as StateDict);
  expect(valuesOf(to)).toEqual(valuesOf(from));
});

test('float32 values load into a float64 model and the other way', async () => {
  const narrow = new Linear(2, 2, { random: new Random(1) });
  const wide = new Linear(2, 2, { random: new Random(2), dtype: 'float64' });
  loadStateDict(wide, await stateDict(narrow));
  expect(wide.weight.dtype).toBe('float64');
  expect(list(wide.weight)).toEqual(list(narrow.weight));
});

test('a model of shapes only has nothing to read', async () => {
  const model = new Linear(2, 2, { random: new Random(1), backend: meta() });
  await expect(stateDict(model)).rejects.toThrow('shapes only');
});

describe('what does not fit', () => {
  test.each<[string, unknown]>([
    ['a promise: await it', stateDict(net(1))],
    ['null', null],
    ['an array', []],
    ['a Map', new Map()],
    ['a Sequential', net(1)],
    ['string', 'model.safetensors'],
  ])('is named where it is no state dict: %s', (what, given) => {
    const load = () => loadStateDict(net(1), given as StateDict);
    expect(load).toThrow(ValueError);
    expect(load).toThrow(`[loadStateDict] expected a state dict, { path: { shape, data } } but received ${what}`);
  });

  test('is named where it is no entry', async () => {
    const tensors = { ...(await stateDict(net(1))), 'layers.0.bias': net(2).parameters()[1]! };
    expect(() => loadStateDict(net(1), tensors as unknown as StateDict)).toThrow('layers.0.bias a tensor');
    const given = (entry: unknown) => loadStateDict(net(1), { 'layers.0.bias': entry } as StateDict);
    expect(() => given(Object.create(null))).toThrow('layers.0.bias another object');
    expect(() => given({ shape: [4], data: null })).toThrow('layers.0.bias another object');
  });

  test('is reported when strict is false; the rest is loaded', async () => {
    const [model, before] = [net(1), await stateDict(net(1))];
    const { 'layers.0.bias': _, ...given } = { ...(await stateDict(net(2))) };
    const entries = { ...given, more: { shape: [1], data: [1] }, 'layers.3.bias': { shape: [4], data: [1, 2, 3, 4] } };
    expect(loadStateDict(model, entries, { strict: false })).toEqual({
      missing: ['layers.0.bias'],
      unexpected: ['more'],
      mismatched: ['layers.3.bias [4] for [3]'],
    });
    const after = await stateDict(model);
    for (const path of ['layers.0.bias', 'layers.3.bias']) expect(after[path]).toEqual(before[path]);
    for (const path of ['layers.0.weight', 'layers.3.weight']) expect(after[path]).toEqual(given[path]);
  });

  test('is nothing where all fits', async () => {
    const none = { missing: [], unexpected: [], mismatched: [] };
    expect(loadStateDict(net(1), await stateDict(net(2)))).toEqual(none);
  });
});
