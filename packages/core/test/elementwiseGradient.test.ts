import { describe, expect, test } from '@jest/globals';
import { grad, sizeOf, where, type Tensor } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { doubles, leaf, read } from './read.js';

const { shape, broadcastable, tensorOf } = arbitraries;
const small = { maxRank: 3, maxLength: 3 };

const unary: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  neg: (x) => x.neg(),
  abs: (x) => x.abs(),
  sign: (x) => x.sign(),
  exp: (x) => x.exp(),
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  erf: (x) => x.erf(),
  relu: (x) => x.relu(),
  clamp: (x) => x.clamp(-3, 0),
  'pow of a whole exponent': (x) => x.pow(3),
  // Its kinks are at 0 and at 3.5, where no value is drawn.
  'arithmetic with numbers': (x) => x.mul(2).add(1).div(4).sub(3).maximum(-2.75).minimum(-1),
};
const ofPositive: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  log: (x) => x.log(),
  log1p: (x) => x.log1p(),
  sqrt: (x) => x.sqrt(),
  'pow of any exponent': (x) => x.pow(-1.5),
};
const binary: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  pow: (a, b) => a.abs().pow(b),
  maximum: (a, b) => a.maximum(b),
  minimum: (a, b) => a.minimum(b),
  where: (a, b) => where(a.greater(0).detach(), a.mul(b), b),
  comparisons: (a, b) => a.less(b).add(a.greaterEqual(b).mul(a)).add(a.notEqual(b)).add(a.equal(b)),
};

/** Two tensors that broadcast, all of whose entries differ: no tie, no kink. */
const pairs = broadcastable(small).chain(({ a, b }) =>
  tensorOf([sizeOf(a) + sizeOf(b)]).map((all): [Tensor, Tensor] => [
    all.slice(0, 0, sizeOf(a)).reshape(a),
    all.slice(0, sizeOf(a)).reshape(b),
  ]),
);

const check = (f: (...xs: Tensor[]) => Tensor, inputs: readonly Tensor[]): void =>
  checkGradient(f, inputs, { order: 2, tolerance: 1e-5 });

describe('differentiating once and twice agrees with central differences:', () => {
  test.each(Object.entries(unary))('%s', (_, f) => {
    fc.assert(
      fc.property(
        shape(small).chain((of) => tensorOf(of)),
        (x) => check(f, [x]),
      ),
    );
  });

  test.each(Object.entries(ofPositive))('%s', (_, f) => {
    fc.assert(
      fc.property(
        shape(small).chain((of) => tensorOf(of, { positive: true, from: 0.5 })),
        (x) => check(f, [x]),
      ),
    );
  });

  test.each(Object.entries(binary))('%s of operands that broadcast', (_, f) => {
    fc.assert(fc.property(pairs, ([a, b]) => check(f as (...xs: Tensor[]) => Tensor, [a, b])));
  });
});

test.each([
  ['tanh', (x: Tensor) => x.tanh()],
  ['sigmoid', (x: Tensor) => x.sigmoid()],
])('an infinite gradient passes through %s as infinite, with its sign: no ∞ − ∞', (_, f) => {
  const x = leaf([-1, 0.5, 2]);
  const [dx] = grad(f(x), [x], { gradient: doubles([Infinity, -Infinity, Infinity]) });
  expect(read(dx)).toEqual([Infinity, -Infinity, Infinity]);
});
