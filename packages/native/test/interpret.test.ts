import { describe, expect, test } from '@jest/globals';
import { elementwise, fromData, Random, type Backend, type Expression, type Shape } from '@spikegrad/core';
import { createBackend } from '@spikegrad/wasm/kernels';
import fc from 'fast-check';
import { backendOf, sets } from './backends.js';

/** WebAssembly compiles every program; the native sets interpret those of the long primitives. */
const wasm = createBackend(1);
const backends = [...sets.map((set) => backendOf(set, 1)), ...sets.slice(0, 1).map((set) => backendOf(set, 2))];

/** One step on values before it: which operation, and which values it reads. */
type Step = readonly [operation: number, ...operands: readonly number[]];
const steps = fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 60 });

type Operate = (a: Expression, b: Expression, c: Expression) => Expression;
const operations = [
  ...twoOperands('add', 'sub', 'mul', 'div', 'maximum', 'minimum'),
  ...twoOperands('equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'),
  ...(['neg', 'abs', 'sign', 'relu', 'sqrt', 'exp', 'tanh', 'sigmoid'] as const).map(
    (name): Operate =>
      (a) =>
        a[name](),
  ),
  ...[2, 0.5, -1, -0.5].map(
    (exponent): Operate =>
      (a) =>
        a.pow(exponent),
  ),
  (a: Expression, b: Expression, c: Expression): Expression => a.where(b, c),
];

type Binary =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'maximum'
  | 'minimum'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual';
function twoOperands(...names: readonly Binary[]): readonly Operate[] {
  return names.map((name) => (a, b) => a[name](b));
}

const special = [0, -0, 1, -1, Infinity, -Infinity, NaN, 1e-42, 88, -88, 104, 3e38];

/** Numbers of many magnitudes, and special values such as NaN, ±∞ and −0. */
function numbers(shape: Shape, seed: number): Float32Array {
  const random = new Random(seed);
  const [values, kinds] = [random.normal(shape).dataSync(), random.uniform(shape).dataSync()];
  return Float32Array.from(values, (value, i) =>
    kinds[i]! < 0.2 ? special[Math.floor(kinds[i]! * 60)]! : value * 10 ** (8 * kinds[i]! - 5),
  );
}

/** Two outputs of a random formula of two inputs, one scalar and one constant. It always has a long primitive. */
function compute(backend: Backend, given: readonly Step[], shapes: readonly Shape[]): readonly Uint32Array[] {
  const formula = elementwise('random', ['x', 'y'], ['scale'], ({ x, y, scale }) => {
    const values: Expression[] = [x, y, scale, x.sigmoid().add(0.3)];
    for (const [operation, ...read] of given) {
      const [a, b, c] = read.map((place) => values[place % values.length]!);
      values.push(operations[operation % operations.length]!(a!, b!, c!));
    }
    return { last: values.at(-1)!, middle: values[Math.floor(values.length / 2)]!, first: values[3]! };
  });
  const [x, y] = shapes.map((shape, i) => fromData(numbers(shape, i + 1), shape, { backend }));
  const { last, middle, first } = formula({ x: x!, y: y! }, { scale: 1.7 });
  return [last, middle, first].map((each) => bitsOf(each.dataSync()));
}

/** The bits of values. All NaNs have the same ones, since the payload of NaN does not count. */
const bitsOf = (values: ArrayLike<number>): Uint32Array => {
  const floats = Float32Array.from(values);
  return new Uint32Array(floats.buffer).map((bits, i) => (Number.isNaN(floats[i]) ? 0x7fc00000 : bits));
};

describe('interpreted programs', () => {
  test('have the bits of compiled ones, whatever they compute and however their inputs broadcast', () => {
    const shapes = fc.constantFrom<readonly Shape[]>(
      [[13], [13]],
      [[2, 1100], [1]],
      [
        [3, 5, 7],
        [5, 1],
      ],
      [
        [4, 1, 17],
        [3, 1],
      ],
      [[], []],
      [[1, 1], [1]],
      [[5000], [5000]],
    );
    fc.assert(
      fc.property(steps, shapes, (given, pair) => {
        const expected = compute(wasm, given, pair);
        for (const backend of backends) expect(compute(backend, given, pair)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
