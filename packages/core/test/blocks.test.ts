import { expect, test } from '@jest/globals';
import { concat, elementwise, Random, type Expression, type Tensor } from '@spikegrad/core';
import { read } from './read.js';

type Formula = (a: Expression, b: Expression) => Expression;

const pairs = ['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum'] as const;
const comparisons = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const;
const single = ['neg', 'abs', 'sign', 'exp', 'log', 'log1p', 'sqrt', 'tanh', 'sigmoid', 'erf', 'relu'] as const;

const formulas: readonly (readonly [name: string, formula: Formula])[] = [
  ...[...pairs, ...comparisons].map((name): [string, Formula] => [name, (a, b) => a[name](b)]),
  ...single.map((name): [string, Formula] => [name, (a) => a[name]()]),
  ['where', (a, b) => a.less(1).where(a, b)],
  ['an input itself', (a) => a],
];

/** 600 elements are two blocks of the reference and a part of a third; in parts of 100 each is less than one. */
const [size, part] = [600, 100];

// A constant and a scalar follow the primitive: a write beyond its own elements changes them.
test.each(formulas)('an element of a long tensor is computed as in a short one: %s', (name, formula) => {
  const apply = elementwise(name, ['a', 'b'], ['scale'], ({ a, b, scale }) => formula(a, b).add(7).mul(scale).sub(a));
  const random = new Random(1);
  for (const dtype of ['float32', 'float64'] as const) {
    const [a, b] = [1, 2].map(() => random.uniform([size], { low: 0.5, high: 2, dtype })) as [Tensor, Tensor];
    const parts = Array.from({ length: size / part }, (_, i) => {
      const of = (x: Tensor): Tensor => x.slice(0, i * part, (i + 1) * part);
      return apply({ a: of(a), b: of(b) }, { scale: 3 });
    });
    expect(read(apply({ a, b }, { scale: 3 }))).toEqual(read(concat(parts)));
  }
});
