import { describe, expect, test } from '@jest/globals';
import { Random, tensor, ValueError } from '@spikegrad/core';
import { Adam, AdamW, Linear, SGD } from '@spikegrad/nn';
import { bptt, ndot, online, ottt, predict, slttK } from '../src/index.js';

/** What the compiler rejects. */
const wrong = (value: unknown): never => value as never;

const random = new Random(1);
const model = new Linear(2, 1, { random });
const step = () => ({ loss: tensor(0), logits: tensor([[0]]) });

describe('in plain JavaScript, an error says what was expected:', () => {
  test.each([
    [
      'online',
      () => online(wrong({ update: 'nonsense' })),
      "[online] expected update to be 'accumulate' or 'online' but received 'nonsense'",
    ],
    [
      'ottt',
      () => ottt(wrong({ update: null })),
      "[ottt] expected update to be 'accumulate' or 'online' but received null",
    ],
    ['ndot', () => ndot(wrong({ update: 1 })), "[ndot] expected update to be 'accumulate' or 'online' but received 1"],
    [
      'ndot',
      () => ndot(wrong({ variant: 'x' })),
      "[ndot] expected variant to be 'paper' or 'official' but received 'x'",
    ],
    [
      'slttK',
      () => slttK(wrong({ k: 1, random, update: 'x' })),
      "[slttK] expected update to be 'accumulate' or 'online'",
    ],
    ['slttK', () => slttK(wrong({ k: 1 })), '[slttK] expected random, such as new Random(1) but received undefined'],
    ['slttK', () => slttK(wrong(undefined)), '[slttK] expected an object of options but received undefined'],
    ['online', () => online(wrong(null)), '[online] expected an object of options but received null'],
    ['ottt', () => ottt(wrong(null)), '[ottt] expected an object of options but received null'],
    ['ndot', () => ndot(wrong('online')), "[ndot] expected an object of options but received 'online'"],
    ['online', () => online(wrong({ updte: 'online' })), "[online] expected known options but received 'updte'"],
    ['ottt', () => ottt(wrong({ lek: 0.5 })), "[ottt] expected known options but received 'lek'"],
    ['ndot', () => ndot(wrong({ varint: 'paper' })), "[ndot] expected known options but received 'varint'"],
    ['slttK', () => slttK(wrong({ k: 1, random, K: 2 })), "[slttK] expected known options but received 'K'"],
    [
      'predict',
      () => predict(model, 1, () => tensor(0), wrong({ moniter: null })),
      "[predict] expected known options but received 'moniter'",
    ],
  ])('options of %s', (_, call, message) => {
    expect(call).toThrow(ValueError);
    expect(call).toThrow(message);
  });

  describe.each([online(), ottt(), ndot(), slttK({ k: 1, random }), bptt()])('$name', ({ name, learn }) => {
    const optimizer = new SGD(model.parameters());
    test.each([
      [undefined, 'an object of options but received undefined'],
      [{}, 'a model in the batch but received undefined'],
      [{ model: {}, optimizer, steps: 1, step }, 'a model in the batch but received an object'],
      [{ model, steps: 1, step }, 'an optimizer in the batch but received undefined'],
      [{ model, optimizer: 0.1, steps: 1, step }, 'an optimizer in the batch but received 0.1'],
      [{ model, optimizer, steps: 1 }, 'a function step in the batch but received undefined'],
    ])('learns from no %p', (batch, message) => {
      expect(() => learn(wrong(batch))).toThrow(ValueError);
      expect(() => learn(wrong(batch))).toThrow(`[${name}] expected ${message}`);
    });
  });

  describe.each([SGD, Adam, AdamW])('%p', (Optimizer) => {
    const list = 'a list of parameters such as model.parameters()';
    test.each([
      [[tensor([1])], `${list} but received a Tensor in place 0`],
      [[...model.parameters(), undefined], `${list} but received undefined in place 2`],
      [model, `${list} but received a Linear`],
      [undefined, `${list} but received undefined`],
      [[], 'at least one parameter but received none'],
    ])('moves no %p', (parameters, message) => {
      const make = () => new Optimizer(wrong(parameters));
      expect(make).toThrow(ValueError);
      expect(make).toThrow(`[${Optimizer.name}] expected ${message}`);
    });

    test('fails for null as options', () => {
      const make = () => new Optimizer(model.parameters(), wrong(null));
      expect(make).toThrow(`[${Optimizer.name}] expected an object of options but received null`);
    });

    test('fails for a misspelt option', () => {
      const make = () => new Optimizer(model.parameters(), wrong({ lerningRate: 0.1 }));
      expect(make).toThrow(new ValueError(Optimizer.name, 'known options', "'lerningRate'"));
    });
  });
});
