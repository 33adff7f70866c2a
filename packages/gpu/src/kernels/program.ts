import type { Instruction, KernelPrimitive, Program } from '@spikegrad/core';

type Write = (...operands: readonly string[]) => string;

const infix =
  (operator: string): Write =>
  (a, b) =>
    `${a} ${operator} ${b}`;
const holds =
  (operator: string): Write =>
  (a, b) =>
    `${a} ${operator} ${b} ? 1 : 0`;
const call =
  (name: string): Write =>
  (...operands) =>
    `${name}(${operands.join(', ')})`;

/** Every primitive as the kernels write it. NaN passes: it compares only by operators that are false for it, since compilers do not keep to `!==`. */
const writers: Record<KernelPrimitive, Write> = {
  add: infix('+'),
  sub: infix('-'),
  mul: infix('*'),
  div: infix('/'),
  pow: call('power'),
  maximum: call('larger'),
  minimum: (a, b) => `${a} < ${b} ? ${a} : (${a} >= ${b} ? ${b} : ${a} + ${b})`,
  neg: (a) => `0 - ${a}`,
  abs: call('Math.abs'),
  sign: (a) => `${a} > 0 ? 1 : (${a} < 0 ? 0 - 1 : ${a})`,
  exp: call('exponential'),
  log: call('logarithm'),
  log1p: call('logarithmOfNext'),
  sqrt: call('Math.sqrt'),
  tanh: call('hyperbolicTangent'),
  sigmoid: call('logistic'),
  erf: call('errorFunction'),
  relu: (a) => `${a} < 0 ? 0 : ${a}`,
  equal: holds('==='),
  notEqual: (a, b) => `${a} === ${b} ? 0 : 1`,
  less: holds('<'),
  lessEqual: holds('<='),
  greater: holds('>'),
  greaterEqual: holds('>='),
  where: (condition, yes, no) => `${condition} === 0 ? ${no} : ${yes}`,
};

/** Powers that need no logarithm. */
const powers = new Map<number, Write>([
  [1, (a) => a!],
  [2, (a) => `${a} * ${a}`],
  [3, (a) => `${a} * ${a} * ${a}`],
  [0.5, (a) => `Math.sqrt(${a})`],
  [-1, (a) => `1 / ${a}`],
  [-2, (a) => `1 / (${a} * ${a})`],
  [-0.5, (a) => `1 / Math.sqrt(${a})`],
]);

/** One output of a program, as lines of a kernel. */
export interface Lines {
  /** Inputs and scalars of the program that this output needs. */
  readonly inputs: readonly number[];
  readonly scalars: readonly number[];
  /** Constants that no kernel can write: they are given like scalars, as `k0, k1, …`. */
  readonly constants: readonly number[];
  /** The lines, with inputs as `x0, x1, …` and scalars as `p0, p1, …`, and the name of the result. */
  readonly body: string;
  readonly result: string;
}

/** Writes out what the instruction at `output` needs, and nothing else. */
export function linesOf({ instructions }: Program, output: number): Lines {
  const needed = new Set([output]);
  // Operands come first, so one way back finds them all.
  for (let at = output; at >= 0; at--) {
    const instruction = instructions[at]!;
    if (needed.has(at) && instruction.kind === 'apply') instruction.operands.forEach((operand) => needed.add(operand));
  }
  const order = [...needed].sort((a, b) => a - b);
  const constants: number[] = [];
  const names = new Map<number, string>();
  const lines: string[] = [];
  for (const at of order) {
    const instruction = instructions[at]!;
    if (instruction.kind !== 'apply') {
      names.set(at, nameOf(instruction, constants));
      continue;
    }
    const operands = instruction.operands.map((operand) => names.get(operand)!);
    lines.push(`const v${at} = ${write(instruction, operands, instructions)};`);
    names.set(at, `v${at}`);
  }
  const places = (kind: 'input' | 'scalar'): number[] =>
    order.flatMap((at) => {
      const instruction = instructions[at]!;
      return instruction.kind === kind ? [instruction.place] : [];
    });
  return {
    inputs: places('input'),
    scalars: places('scalar'),
    constants,
    body: lines.join('\n'),
    result: names.get(output)!,
  };
}

function nameOf(leaf: Exclude<Instruction, { kind: 'apply' }>, constants: number[]): string {
  if (leaf.kind !== 'constant') return `${leaf.kind === 'input' ? 'x' : 'p'}${leaf.place}`;
  if (!Number.isFinite(Math.fround(leaf.value))) return `k${constants.push(leaf.value) - 1}`;
  // A minus sign after a minus sign would be a decrement to WGSL.
  return leaf.value < 0 ? `(0 - ${-leaf.value})` : String(leaf.value);
}

function write(
  { primitive, operands: places }: Extract<Instruction, { kind: 'apply' }>,
  operands: readonly string[],
  instructions: readonly Instruction[],
): string {
  const exponent = primitive === 'pow' ? instructions[places[1]!] : undefined;
  const power = exponent?.kind === 'constant' ? powers.get(exponent.value) : undefined;
  return (power ?? writers[primitive])(...operands);
}
