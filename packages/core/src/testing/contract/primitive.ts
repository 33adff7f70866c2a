import { compile } from '../../program/program.js';
import { Expression } from '../../program/expression.js';
import type { KernelPrimitive } from '../../program/primitives.js';
import { build, stretched, uniform, whole, type Plain } from './array.js';
import type { Case } from './bench.js';

interface Reading {
  readonly arity: 1 | 2 | 3;
  readonly of: (a: number, b: number, c: number) => number;
  /** Operands: whole numbers (so that there are ties and zeros), positive, or any. @defaultValue any */
  readonly operands?: 'whole' | 'positive';
}

/** The Maclaurin series; for |x| ≤ 2 its terms stay small. */
function erf(x: number): number {
  let power = x;
  let total = 0;
  for (let n = 0; n < 60; n++) {
    total += power / (2 * n + 1);
    power *= -(x * x) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

const readings: Readonly<Record<KernelPrimitive, Reading>> = {
  add: { arity: 2, of: (a, b) => a + b },
  sub: { arity: 2, of: (a, b) => a - b },
  mul: { arity: 2, of: (a, b) => a * b },
  div: { arity: 2, of: (a, b) => a / b, operands: 'positive' },
  // eslint-disable-next-line no-restricted-syntax -- compared within a tolerance
  pow: { arity: 2, of: (a, b) => a ** b, operands: 'positive' },
  maximum: { arity: 2, of: (a, b) => (a > b ? a : b), operands: 'whole' },
  minimum: { arity: 2, of: (a, b) => (a < b ? a : b), operands: 'whole' },
  equal: { arity: 2, of: (a, b) => Number(a === b), operands: 'whole' },
  notEqual: { arity: 2, of: (a, b) => Number(a !== b), operands: 'whole' },
  less: { arity: 2, of: (a, b) => Number(a < b), operands: 'whole' },
  lessEqual: { arity: 2, of: (a, b) => Number(a <= b), operands: 'whole' },
  greater: { arity: 2, of: (a, b) => Number(a > b), operands: 'whole' },
  greaterEqual: { arity: 2, of: (a, b) => Number(a >= b), operands: 'whole' },
  where: { arity: 3, of: (a, b, c) => (a === 0 ? c : b), operands: 'whole' },
  neg: { arity: 1, of: (a) => -a },
  abs: { arity: 1, of: (a) => (a < 0 ? -a : a), operands: 'whole' },
  sign: { arity: 1, of: (a) => Number(a > 0) - Number(a < 0), operands: 'whole' },
  exp: { arity: 1, of: (a) => Math.exp(a) },
  log: { arity: 1, of: (a) => Math.log(a), operands: 'positive' },
  log1p: { arity: 1, of: (a) => Math.log(1 + a), operands: 'positive' },
  sqrt: { arity: 1, of: (a) => Math.sqrt(a), operands: 'positive' },
  tanh: { arity: 1, of: (a) => (Math.exp(2 * a) - 1) / (Math.exp(2 * a) + 1) },
  sigmoid: { arity: 1, of: (a) => 1 / (1 + Math.exp(-a)) },
  erf: { arity: 1, of: erf },
  relu: { arity: 1, of: (a) => (a > 0 ? a : 0), operands: 'whole' },
};

const shape = [3, 7, 41];
/** What each operand's own shape is: the first has every element, the others stretch. */
const shapes = [shape, [7, 1], [3, 1, 41]];

function operandsOf({ arity, operands }: Reading): readonly Plain[] {
  return shapes.slice(0, arity).map((own, i) => {
    if (operands === 'whole') return whole(own, i + 1);
    return operands === 'positive' ? uniform(own, i + 1, 0.25, 2) : uniform(own, i + 1);
  });
}

/** Every primitive, alone, with operands that broadcast. */
export const primitiveCases: readonly Case[] = Object.entries(readings).map(([name, reading]) => [
  `${name} is computed at every element`,
  async (bench) => {
    const plain = operandsOf(reading);
    const leaves = plain.map((_, place) => new Expression({ kind: 'input', place }));
    const output = new Expression({ kind: 'apply', primitive: name as KernelPrimitive, operands: leaves });
    const program = compile(name, plain.length, 0, [output]);
    const inputs = plain.map((x) => bench.put(x));
    const [handle] = bench.kernels.elementwise({ program, inputs, scalars: [], shape, dtype: bench.dtype });
    const expected = build(shape, (place) => {
      const [a = 0, b = 0, c = 0] = plain.map((x) => stretched(x, place));
      return reading.of(a, b, c);
    });
    await bench.expect(name, handle, expected);
  },
]);
