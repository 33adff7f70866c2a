import { describe, expect, test } from '@jest/globals';
import { BackendError, cpu, elementwise, full, grad, ValueError, type Tensor } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { watched } from './launches.js';
import { doubles, leaf, read } from './read.js';

const { broadcastable, tensorOf } = arbitraries;

const swish = elementwise('swish', ['x'], [], ({ x }) => x.mul(x.sigmoid()));
const lerp = elementwise('lerp', ['a', 'b'], ['weight'], ({ a, b, weight }) => a.add(b.sub(a).mul(weight)));

/** A leaky neuron: its spikes and its new membrane. */
const step = elementwise('step', ['x', 'v'], ['tau', 'threshold'], ({ x, v, tau, threshold }) => {
  const u = v.sub(v.div(tau)).add(x);
  const spike = u.greaterEqual(threshold).withSlope(u, u.sub(threshold).abs().neg().add(1).relu());
  return { spike, kept: u.mul(spike.detach().neg().add(1)) };
});

describe('a defined formula', () => {
  test('has its first and second derivative, and broadcasts', () => {
    const pairs = broadcastable({ maxLength: 3 }).chain(({ a, b }) => fc.tuple(tensorOf(a), tensorOf(b)));
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        checkGradient((x) => swish({ x }), [a], { order: 2 });
        checkGradient((x, y) => lerp({ a: x, b: y }, { weight: 0.3 }).pow(2), [a, b], { order: 2 });
      }),
    );
  });

  test('by hand: a quarter of the way from 4 to 8 is 5', () => {
    const [a, b] = [leaf([4]), leaf([8])];
    const y = lerp({ a, b }, { weight: 0.25 });
    expect(read(y)).toEqual([5]);
    expect(grad(y, [a, b]).map(read)).toEqual([[0.75], [0.25]]);
  });

  test('passes the gradient of a term on without a copy', () => {
    const backend = cpu();
    const charge = elementwise('charge', ['x', 'v'], ['leak'], ({ x, v, leak }) => leak.mul(v).add(x));
    const [x, v] = [1, 2].map((value) => full([1000], value, { backend, requiresGrad: true })) as [Tensor, Tensor];
    const u = charge({ x, v }, { leak: 0.5 });
    const gradient = full([1000], 3, { backend });
    const before = backend.memory().bytes;
    const [dx] = grad(u, [x], { gradient, retainGraph: true });
    expect(backend.memory().bytes).toBe(before);
    expect(read(dx)).toEqual(read(gradient));
    const [dv] = grad(u, [v], { gradient });
    expect(backend.memory().bytes).toBe(before + 4 * dv.size);
  });

  test('computes nothing for a gradient that is passed on', () => {
    const { backend, launches } = watched();
    const [x, y] = [1, 2].map((value) => full([3], value, { backend, requiresGrad: true })) as [Tensor, Tensor];
    const [sum, gradient] = [x.add(y), full([3], 3, { backend })];
    launches.length = 0;
    grad(sum, [x, y], { gradient });
    expect(launches).toEqual([]);
  });

  test('has as many outputs as it names', () => {
    const { spike, kept } = step({ x: doubles([0.5, 1]), v: doubles([0.4, 1]) }, { tau: 2, threshold: 1 });
    expect([read(spike), read(kept)]).toEqual([[0, 1], [0.7, 0]]); // prettier-ignore
  });

  test('passes gradients through withSlope, times the slope, and stops them at detach', () => {
    const [x, v] = [leaf([0.5, 1]), leaf([0.4, 1])];
    const { spike, kept } = step({ x, v }, { tau: 2, threshold: 1 });
    const [dx, dv] = grad(spike.sum(), [x, v], { retainGraph: true });
    read(dx).forEach((entry, i) => expect(entry).toBeCloseTo([0.7, 0.5][i]!, 14));
    read(dv).forEach((entry, i) => expect(entry).toBeCloseTo([0.35, 0.25][i]!, 14));
    expect(grad(kept.sum(), [x, v]).map(read)).toEqual([[1, 0], [0.5, 0]]); // prettier-ignore
  });

  test('adds up the gradients of several outputs', () => {
    const both = elementwise('both', ['x'], [], ({ x }) => ({ double: x.mul(2), square: x.mul(x) }));
    const x = leaf([3]);
    const { double, square } = both({ x });
    expect(read(grad(double.add(square).add(square), [x])[0])).toEqual([14]);
  });

  test('gives zeros to inputs that its outputs do not depend on', () => {
    const first = elementwise('first', ['a', 'b'], [], ({ a }) => a.mul(2));
    const [a, b] = [leaf([1]), leaf([[5], [6]])];
    const y = first({ a, b });
    expect(read(y)).toEqual([2, 2]);
    expect(grad(y.sum(), [a, b]).map(read)).toEqual([[4], [0, 0]]); // prettier-ignore
  });

  test('gives the same values after neutral constants are folded', () => {
    const neutral = elementwise('neutral', ['x'], [], ({ x }) =>
      x.add(0).mul(1).sub(0).div(1).add(x.neg().neg().sub(x)),
    );
    expect(read(neutral({ x: doubles([3]) }))).toEqual([3]);
  });

  test('fails for a missing input', () => {
    expect(() => swish({} as { x: Tensor })).toThrow(ValueError);
    expect(() => swish({} as { x: Tensor })).toThrow('[swish] expected a tensor as input x but received none');
    expect(() => swish({ x: 1 as unknown as Tensor })).toThrow(BackendError);
  });

  test.each<[unknown, string]>([
    [undefined, 'none'],
    [{}, 'none'],
    [{ weight: '1' }, 'string'],
  ])('fails for scalars %j and names them', (scalars, received) => {
    const act = () => lerp({ a: doubles([1]), b: doubles([1]) }, scalars as { weight: number });
    expect(act).toThrow(ValueError);
    expect(act).toThrow(`[lerp] expected a number as scalar weight but received ${received}`);
  });

  test('of thousands of instructions is computed and differentiated', () => {
    const horner = elementwise('horner', ['x'], [], ({ x }) =>
      Array.from({ length: 4000 }).reduce<typeof x>((y) => y.mul(x).add(0.5), x),
    );
    const x = leaf([0.5]);
    const y = horner({ x });
    expect(read(y)[0]).toBeCloseTo(1, 12); // the fixed point of y/2 + 1/2
    expect(read(grad(y, [x])[0])[0]).toBeCloseTo(2, 12); // dy = y + dy/2 there
  });

  test('fails with a ValueError that names the limit: 40,000 instructions', () => {
    const long = () => elementwise('long', ['x'], [], ({ x }) => Array.from({ length: 40_000 }).reduce<typeof x>((y) => y.mul(x), x)); // prettier-ignore
    expect(long).toThrow(ValueError);
    expect(long).toThrow('[long] expected a formula of at most 40000 instructions but received 40001');
  });

  test('fails with a ValueError that names the limit: 256 inputs, scalars and outputs, in the gradient too', () => {
    const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `x${i}`);
    const product = (count: number) =>
      elementwise('product', names(count), [], (leaves) => Object.values(leaves).reduce((y, x) => y.mul(x)));
    expect(() => product(256)).toThrow(ValueError);
    expect(() => product(256)).toThrow(
      '[product] expected at most 256 inputs, scalars and outputs together but received 257',
    );
    const inputs = Object.fromEntries(names(200).map((name) => [name, leaf([1])]));
    expect(() => product(200)(inputs)).toThrow(
      '[product gradient] expected at most 256 inputs, scalars and outputs together but received 401',
    );
  });
});
