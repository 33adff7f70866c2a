import { describe, expect, test } from '@jest/globals';
import { Random, ValueError } from '@spikegrad/core';
import { Linear, normal, Sequential } from '@spikegrad/nn';
import { atan, LIF } from '@spikegrad/neurons';
import { OTS } from '@spikegrad/normalization';
import { ottt, slttK } from '@spikegrad/online';
import fc from 'fast-check';
import { call, construct, once } from '../src/index.js';

class Named {
  readonly value: unknown;

  constructor(value?: unknown, ..._others: readonly unknown[]) {
    this.value = value;
  }
}

const double = (x: number): number => 2 * x;

const textOf = (...args: readonly unknown[]): string =>
  String(construct(Named, ...args)).slice('() => new Named'.length);

describe('a factory', () => {
  const neuron = construct(LIF, { tau: 4, threshold: construct(OTS) });

  test('makes a new instance at each call, its arguments too', () => {
    const [one, other] = [neuron(), neuron()];
    expect(one).toBeInstanceOf(LIF);
    expect(one.tau).toBe(4);
    expect(one.threshold).toBeInstanceOf(OTS);
    expect(one).not.toBe(other);
    expect(one.threshold).not.toBe(other.threshold);
  });

  test('prints as code, for fast-check too', () => {
    expect(String(neuron)).toBe('() => new LIF({ tau: 4, threshold: new OTS() })');
    expect(fc.stringify(neuron)).toBe(String(neuron));
    expect(String(call(ottt, { update: 'online' }))).toBe("() => ottt({ update: 'online' })");
    expect(String(call(slttK, { k: 2, random: construct(Random, 7) }))).toBe(
      '() => slttK({ k: 2, random: new Random(7) })',
    );
  });

  test('makes its value once where that is asked for', () => {
    const shared = once(call(atan, 3));
    expect(shared()).toBe(shared());
    expect(String(construct(LIF, { surrogate: shared }))).toBe('() => new LIF({ surrogate: atan(3) })');
  });

  test('calls a factory, and passes any other function on', () => {
    const layer = construct(Linear, 4, 2, { random: construct(Random, 1), initialWeight: call(normal, 0.5) });
    expect(layer().weight.shape).toEqual([2, 4]);
    const made = construct(Named, double)();
    expect(made.value).toBe(double);
  });

  test('needs a name', () => {
    const nameless = (
      () => () =>
        1
    )();
    expect(() => call(nameless)).toThrow(ValueError);
    expect(() => construct((() => class extends Named {})())).toThrow(
      '[construct] expected a class or function with a name but received one without',
    );
  });
});

describe('an argument prints as code', () => {
  test.each([
    [[1, -0, NaN, Infinity], '(1, -0, Number.NaN, Number.POSITIVE_INFINITY)'],
    [["it's", 'a\\b', '\n'], "('it\\'s', 'a\\\\b', '\\n')"],
    [[true, null, undefined], '(true, null, undefined)'],
    [[[1, [2]], []], '([1, [2]], [])'],
    [[{ a: 1, 'b c': { d: [] } }], "({ a: 1, 'b c': { d: [] } })"],
    [[1, {}], '(1)'],
    [[{}, 1], '({}, 1)'],
    [[double], `(${String(double)})`],
  ])('%p', (args, text) => {
    expect(textOf(...args)).toBe(text);
  });

  test('over several lines where one would be long', () => {
    const layer = construct(Linear, 12, 24, { random: construct(Random, 1) });
    const text = String(construct(Sequential, layer, layer, layer));
    expect(text.split('\n')).toEqual([
      '() => new Sequential(',
      ...new Array<string>(3).fill('  new Linear(12, 24, { random: new Random(1) }),'),
      ')',
    ]);
  });

  test('that gives an equal value when it is evaluated', () => {
    const plain = fc.anything({ withNullPrototype: true, maxDepth: 3 });
    fc.assert(
      fc.property(plain, (value) => {
        const made: unknown = new Function('Named', `return ${String(construct(Named, value)).slice('() => '.length)}`)(
          Named,
        );
        const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
        expect((made as Named).value).toEqual(empty && !Array.isArray(value) ? undefined : value);
      }),
    );
  });
});
