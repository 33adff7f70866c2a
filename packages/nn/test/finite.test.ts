import { describe, expect, test } from '@jest/globals';
import { cpu, Random, tensor, type Backend } from '@spikegrad/core';
import {
  DivergedWeightsError,
  expectFinite,
  Linear,
  loadStateDict,
  Monitor,
  NonFiniteError,
  Sequential,
  SGD,
  stateDict,
  type Parameter,
} from '../src/index.js';

const make = (backend: Backend = cpu()) => {
  const random = new Random(1);
  return new Sequential(new Linear(3, 4, { random, backend }), new Linear(4, 2, { random, backend }));
};

const spoil = async (parameter: Parameter, value: number): Promise<void> => {
  const data = await parameter.data();
  data[data.length - 1] = value;
  const rows = Array.from(data);
  parameter.replace(tensor(rows, { backend: parameter.backend }).reshape(parameter.shape));
};

const odd = [NaN, Infinity, -Infinity];

describe.each(odd)('a weight of %p', (value) => {
  test('is named by expectFinite, the first of them first', async () => {
    const model = make();
    await expectFinite(model);
    await spoil(model.parameters()[2]!, value);
    await expect(expectFinite(model)).rejects.toThrow(
      '[Sequential] expected weights that are finite but received NaN or Infinity in layers.1.weight',
    );
    await spoil(model.parameters()[1]!, value);
    const error: unknown = await expectFinite(model).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NonFiniteError);
    expect((error as NonFiniteError).paths).toEqual(['layers.0.bias', 'layers.1.weight']);
  });

  test('is named once by a monitor after an update, with the recorded numbers', async () => {
    const model = make();
    const monitor = new Monitor(model);
    monitor.checkWeights();
    expect(await monitor.read()).toEqual({});
    await spoil(model.parameters()[2]!, value);
    monitor.record(model, 'loss', () => tensor([2], { backend: model.parameters()[0]!.backend }));
    monitor.checkWeights();
    const error: unknown = await monitor.read().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DivergedWeightsError);
    expect(error).toMatchObject({ paths: ['layers.1.weight'], readings: { '': { loss: [2] } } });
    expect(await monitor.read()).toEqual({});
  });

  test('in a state dict fails with an error that names it, and the model does not change', async () => {
    const [model, other] = [make(), make()];
    const before = await stateDict(model);
    await spoil(other.parameters()[3]!, value);
    const saved = await stateDict(other);
    expect(() => loadStateDict(model, saved)).toThrow(
      '[loadStateDict] expected entries that are finite but received NaN or Infinity in layers.1.bias',
    );
    expect(await stateDict(model)).toEqual(before);
  });

  test('in the state of an optimizer fails with an error that names it', async () => {
    const model = make();
    const optimizer = new SGD(model.parameters(), { momentum: 0.9 });
    const saved = await optimizer.stateDict();
    saved['1.velocity']!.data[0] = value;
    expect(() => optimizer.loadStateDict(saved)).toThrow(
      '[SGD.loadStateDict] expected entries that are finite but received NaN or Infinity in 1.velocity',
    );
  });
});

test('a monitor reads its numbers and the check of weights in one read, and leaves no tensors', async () => {
  const backend = cpu();
  let reads = 0;
  const read = backend.read.bind(backend);
  backend.read = (...rest) => {
    reads++;
    return read(...rest);
  };
  const model = make(backend);
  const monitor = new Monitor(model);
  const before = backend.memory().bytes;
  for (let i = 0; i < 2; i++) {
    monitor.record(model, 'loss', () => tensor([2], { backend }));
    monitor.checkWeights();
  }
  await monitor.read();
  expect(reads).toBe(1);
  expect(backend.memory().bytes - before).toBeLessThanOrEqual(8); // the two losses are the test's
});
