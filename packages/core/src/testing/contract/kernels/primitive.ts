import { compile } from '../../../program/program.js';
import { Expression } from '../../../program/expression.js';
import type { KernelPrimitive } from '../../../program/primitiveName.js';
import { hostArray, broadcastAt, uniform, integers, type HostArray } from '../fixture/hostArray.js';
import type { Case } from '../fixture/fixture.js';

interface Reading {
  /** Pairs with NaN and Infinity that are not tested. @defaultValue none */
  readonly open?: (a: number, b: number) => boolean;
  readonly arity: 1 | 2 | 3;
  readonly of: (a: number, b: number, c: number) => number;
  /** Operands: whole numbers (with equal values and zeros), positive numbers, or any. @defaultValue any */
  readonly operands?: 'whole' | 'positive';
}

/** 1 to the power of NaN or Infinity is 1 in C and NaN in JavaScript; a root of −∞ may be a power or the square root. */
const isOpenPower = (a: number, b: number): boolean =>
  (Math.abs(a) === 1 && !Number.isFinite(b)) || (a === -Infinity && Math.abs(b) === 0.5);

/** The Maclaurin series; for |x| ≤ 2 its terms stay small. */
function erf(x: number): number {
  if (Math.abs(x) === Infinity) return Math.sign(x);
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
  pow: { arity: 2, of: (a, b) => a ** b, operands: 'positive', open: isOpenPower },
  maximum: { arity: 2, of: (a, b) => Math.max(a, b), operands: 'whole' },
  minimum: { arity: 2, of: (a, b) => Math.min(a, b), operands: 'whole' },
  equal: { arity: 2, of: (a, b) => Number(a === b), operands: 'whole' },
  notEqual: { arity: 2, of: (a, b) => Number(a !== b), operands: 'whole' },
  less: { arity: 2, of: (a, b) => Number(a < b), operands: 'whole' },
  lessEqual: { arity: 2, of: (a, b) => Number(a <= b), operands: 'whole' },
  greater: { arity: 2, of: (a, b) => Number(a > b), operands: 'whole' },
  greaterEqual: { arity: 2, of: (a, b) => Number(a >= b), operands: 'whole' },
  where: { arity: 3, of: (a, b, c) => (a === 0 ? c : b), operands: 'whole' },
  neg: { arity: 1, of: (a) => -a },
  abs: { arity: 1, of: Math.abs, operands: 'whole' },
  sign: { arity: 1, of: Math.sign, operands: 'whole' },
  exp: { arity: 1, of: (a) => Math.exp(a) },
  log: { arity: 1, of: (a) => Math.log(a), operands: 'positive' },
  log1p: { arity: 1, of: Math.log1p, operands: 'positive' },
  sqrt: { arity: 1, of: (a) => Math.sqrt(a), operands: 'positive' },
  tanh: { arity: 1, of: Math.tanh },
  sigmoid: { arity: 1, of: (a) => 1 / (1 + Math.exp(-a)) },
  erf: { arity: 1, of: erf },
  relu: { arity: 1, of: (a) => Math.max(a, 0), operands: 'whole' },
};

const shape = [3, 7, 41];
/** The shape of each operand: the first has every element, the others broadcast. */
const shapes = [shape, [7, 1], [3, 1, 41]];

function operandsOf({ arity, operands }: Reading): readonly HostArray[] {
  return shapes.slice(0, arity).map((own, i) => {
    if (operands === 'whole') return integers(own, i + 1);
    return operands === 'positive' ? uniform(own, i + 1, 0.25, 2) : uniform(own, i + 1);
  });
}

const specials = [NaN, Infinity, -Infinity, 0, 1, -2, 0.5];

/** All pairs of operands that are NaN, infinite, zero or ordinary numbers. */
function specialOperands({ arity, open = () => false }: Reading): readonly HostArray[] {
  const rows = specials
    .flatMap((a) => specials.flatMap((b) => (arity === 3 ? specials : [0]).map((c) => [a, b, c])))
    .filter(([a, b]) => arity === 1 || !open(a!, b!));
  return shapes.slice(0, arity).map((_, i) => ({ shape: [rows.length], values: rows.map((row) => row[i]!) }));
}

const caseOf = (claim: string, name: KernelPrimitive, reading: Reading, plain: readonly HostArray[]): Case => [
  claim,
  async (bench) => {
    const { shape } = plain[0]!;
    const leaves = plain.map((_, place) => new Expression({ kind: 'input', place }));
    const output = new Expression({ kind: 'apply', primitive: name, operands: leaves });
    const program = compile(name, plain.length, 0, [output]);
    const inputs = plain.map((x) => bench.put(x));
    const [handle] = bench.kernels.elementwise({ program, inputs, scalars: [], shape, dtype: bench.dtype });
    const expected = hostArray(shape, (place) => {
      const [a = 0, b = 0, c = 0] = plain.map((x) => broadcastAt(x, place));
      return reading.of(a, b, c);
    });
    await bench.expect(name, handle, expected);
  },
];

/** Every primitive, alone, with operands that broadcast, and with NaN and Infinity. */
export const primitiveCases: readonly Case[] = Object.entries(readings).flatMap(([name, reading]) => [
  caseOf(`${name} is computed at every element`, name as KernelPrimitive, reading, operandsOf(reading)),
  caseOf(`${name} of NaN and Infinity`, name as KernelPrimitive, reading, specialOperands(reading)),
]);
