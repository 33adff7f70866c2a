import { describe, expect, test } from '@jest/globals';
import { Random, tensor, zeros, type Tensor } from '@spikegrad/core';
import {
  Buffer,
  resumeState,
  Dropout,
  loadResumeState,
  Module,
  PendingUpdate,
  sequence,
  Sequential,
  StateDictError,
} from '../src/index.js';
import { exact, list, ramp } from './toys.js';

class Waiting extends Module {
  readonly mean = new Buffer(zeros([2], exact));
  readonly next = new PendingUpdate(this.mean);
  override forward(x: Tensor): Tensor {
    return x;
  }
}

const net = (seed = 3): Sequential & { layers: readonly [Dropout, Waiting, Dropout] } =>
  new Sequential(
    new Dropout(0.5, { random: new Random(seed).split() }),
    new Waiting(),
    new Dropout(0.25, { random: new Random(seed, 9) }),
  ) as never;

const masks = (model: Module): readonly number[] => sequence(model, 1, () => list(model.forward(ramp([4, 5]))))[0]!;

test('generators continue: the next masks are the same, and a new model draws others', async () => {
  const [whole, resumed, cold] = [net(), net(), net()];
  masks(whole);
  loadResumeState(resumed, await resumeState(whole));
  const next = masks(whole);
  expect(masks(resumed)).toEqual(next);
  expect(masks(cold)).not.toEqual(next);
});

test('are found by path, a shared one once', async () => {
  const random = new Random(1);
  const shared = new Sequential(new Dropout(0.5, { random }), new Dropout(0.5, { random }));
  expect(Object.keys((await resumeState(shared)).randoms)).toEqual(['layers.0.random']);
  expect(Object.keys((await resumeState(net())).randoms)).toEqual(['layers.0.random', 'layers.2.random']);
});

test('a pending update is saved and loaded, and becomes invalid when the buffer changes', async () => {
  const [whole, resumed] = [net(), net()];
  expect((await resumeState(whole)).pending).toEqual({});
  whole.layers[1].next.hold(tensor([1, 2], exact));
  const carried = await resumeState(whole);
  expect(Object.keys(carried.pending)).toEqual(['layers.1.next']);
  loadResumeState(resumed, carried);
  expect(list(resumed.layers[1].next.value)).toEqual([1, 2]);
  resumed.layers[1].mean.replace(tensor([5, 5], exact));
  expect(resumed.layers[1].next.value).toBeNull();
  expect((await resumeState(resumed)).pending).toEqual({});
});

test('loading a state without pending updates clears them', async () => {
  const model = net();
  const carried = await resumeState(model);
  model.layers[1].next.hold(tensor([1, 2], exact));
  loadResumeState(model, carried);
  expect(model.layers[1].next.value).toBeNull();
});

describe('fails as a whole:', () => {
  const there = { 'layers.0.random': net().layers[0].random.state, 'layers.2.random': net().layers[2].random.state };

  test.each([
    [
      'a generator of another seed',
      { randoms: { ...there, 'layers.2.random': { seed: 4, stream: 9, index: 1 } } },
      /seed 4, stream 9 for seed 3/,
    ],
    [
      'an index that is none',
      { randoms: { ...there, 'layers.2.random': { seed: 3, stream: 9, index: -1 } } },
      /index -1/,
    ],
    [
      'a generator that is missing',
      { randoms: { 'layers.0.random': there['layers.0.random'] } },
      /missing: layers\.2\.random/,
    ],
    ['a generator the model lacks', { randoms: { ...there, other: there['layers.0.random'] } }, /unexpected: other/],
    [
      'a shape that is not the buffer’s',
      { pending: { 'layers.1.next': { shape: [3], data: [1, 2, 3] } } },
      /\[3\] for \[2\]/,
    ],
    [
      'a name nothing waits under',
      { pending: { 'layers.0.next': { shape: [2], data: [1, 2] } } },
      /unexpected: layers\.0\.next/,
    ],
  ])('%s', (_case, change, said) => {
    const model = net();
    model.layers[0].random.next();
    const before = model.layers[0].random.state;
    const load = () => loadResumeState(model, { randoms: there, pending: {}, ...change });
    expect(load).toThrow(StateDictError);
    expect(load).toThrow(said);
    expect(model.layers[0].random.state).toEqual(before);
    expect(model.layers[1].next.value).toBeNull();
  });
});

test.each([NaN, Infinity])(
  '%p in what waits for a buffer is refused by name, and the model stays as it was',
  async (value) => {
    const [whole, resumed] = [net(), net()];
    whole.layers[1].next.hold(tensor([1, value], exact));
    resumed.layers[1].next.hold(tensor([3, 4], exact));
    const carried = await resumeState(whole);
    expect(() => loadResumeState(resumed, carried)).toThrow(
      '[loadResumeState] expected entries that are finite but received NaN or Infinity in layers.1.next',
    );
    expect(list(resumed.layers[1].next.value)).toEqual([3, 4]);
  },
);
