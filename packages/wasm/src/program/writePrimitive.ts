import type { Instruction, KernelPrimitive } from '@spikegrad/core';
import type { Encoder } from './encoder.js';
import { control, local, simd } from './opcodes.js';
import { writeSigmoid } from './sigmoid.js';

/** Functions of the kernels that programs call; their order is that of the imports. */
export const called = ['exp4', 'log4', 'log1p4', 'tanh4', 'erf4', 'pow4'] as const;
type Called = (typeof called)[number];

type Applied = Extract<Instruction, { kind: 'apply' }>;

/** Writes the value of one primitive, its operands standing in locals. `own` is the first of the locals that belong to its function, if it has any. */
type Emit = (code: Encoder, operands: readonly number[], own: number) => void;

/** A SIMD instruction. */
export const vector = (code: Encoder, instruction: number): Encoder => code.byte(0xfd).unsigned(instruction);
/** Reads a local. */
export const get = (code: Encoder, place: number): Encoder => code.byte(local.get).unsigned(place);

/** A vector of four equal numbers. */
export function constant(code: Encoder, value: number): void {
  vector(code, simd.const).byte(...new Uint8Array(Float32Array.of(value, value, value, value).buffer));
}

const direct =
  (instruction: number): Emit =>
  (code, operands) => {
    for (const operand of operands) get(code, operand);
    vector(code, instruction);
  };

const call =
  (name: Called): Emit =>
  (code, operands) => {
    for (const operand of operands) get(code, operand);
    code.byte(control.call).unsigned(called.indexOf(name));
  };

/** 1 where a comparison holds. */
const holds =
  (instruction: number): Emit =>
  (code, operands) => {
    direct(instruction)(code, operands, 0);
    constant(code, 1);
    vector(code, simd.and);
  };

const compareZero = (code: Encoder, x: number, instruction: number): void => {
  get(code, x);
  constant(code, 0);
  vector(code, instruction);
};

const comparisons = {
  equal: simd.eq,
  notEqual: simd.ne,
  less: simd.lt,
  lessEqual: simd.le,
  greater: simd.gt,
  greaterEqual: simd.ge,
} as const satisfies Partial<Record<KernelPrimitive, number>>;

const isComparison = (primitive: KernelPrimitive): primitive is keyof typeof comparisons => primitive in comparisons;

const emitters: Record<KernelPrimitive, Emit> = {
  add: direct(simd.add),
  sub: direct(simd.sub),
  mul: direct(simd.mul),
  div: direct(simd.div),
  pow: call('pow4'),
  maximum: direct(simd.max),
  minimum: direct(simd.min),
  neg: direct(simd.neg),
  abs: direct(simd.abs),
  // ±1 by the two comparisons; NaN stays itself.
  sign: (code, [x]) => {
    compareZero(code, x!, simd.gt);
    constant(code, 1);
    vector(code, simd.and);
    compareZero(code, x!, simd.lt);
    constant(code, 1);
    vector(code, simd.and);
    vector(code, simd.sub);
    get(code, x!);
    direct(simd.eq)(code, [x!, x!], 0);
    vector(code, simd.bitselect);
  },
  exp: call('exp4'),
  log: call('log4'),
  log1p: call('log1p4'),
  sqrt: direct(simd.sqrt),
  tanh: call('tanh4'),
  sigmoid: (code, [x], own) => writeSigmoid(code, x!, own),
  erf: call('erf4'),
  relu: (code, [x]) => {
    get(code, x!);
    compareZero(code, x!, simd.lt);
    vector(code, simd.andnot);
  },
  equal: holds(comparisons.equal),
  notEqual: holds(comparisons.notEqual),
  less: holds(comparisons.less),
  lessEqual: holds(comparisons.lessEqual),
  greater: holds(comparisons.greater),
  greaterEqual: holds(comparisons.greaterEqual),
  where: (code, [condition, yes, no]) => {
    get(code, yes!);
    get(code, no!);
    compareZero(code, condition!, simd.ne);
    vector(code, simd.bitselect);
  },
};

/** Powers that need no logarithm. */
const powers = new Map<number, (code: Encoder, x: number) => void>([
  [2, (code, x) => direct(simd.mul)(code, [x, x], 0)],
  [0.5, (code, x) => direct(simd.sqrt)(code, [x], 0)],
  [-1, (code, x) => inverse(code, () => get(code, x))],
  [-0.5, (code, x) => inverse(code, () => direct(simd.sqrt)(code, [x], 0))],
]);

function inverse(code: Encoder, divisor: () => void): void {
  constant(code, 1);
  divisor();
  vector(code, simd.div);
}

/** Writes the value of an applied primitive; the locals behind those of all instructions are its own. */
export function writePrimitive(
  code: Encoder,
  { primitive, operands }: Applied,
  all: readonly Instruction[],
  vectorOf: (place: number) => number,
): void {
  const places = operands.map(vectorOf);
  const exponent = primitive === 'pow' ? all[operands[1]!] : undefined;
  const power = exponent?.kind === 'constant' ? powers.get(exponent.value) : undefined;
  const condition = primitive === 'where' ? all[operands[0]!] : undefined;
  if (power) power(code, places[0]!);
  else if (condition?.kind === 'apply' && isComparison(condition.primitive)) {
    // The mask of the comparison selects. Its 1 or 0 is made only where something else reads it.
    for (const place of places.slice(1)) get(code, place);
    direct(comparisons[condition.primitive])(code, condition.operands.map(vectorOf), 0);
    vector(code, simd.bitselect);
  } else emitters[primitive](code, places, vectorOf(all.length));
}
