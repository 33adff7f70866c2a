import { ValueError } from '../errors.js';
import type { Expression } from './expression.js';
import { topologicalOrder } from './topologicalOrder.js';
import type { KernelPrimitive } from './primitiveName.js';

/**
 * One step of a program: a primitive applied to earlier steps. `place` is the index of an input, a scalar or a step.
 */
export type Instruction =
  | { readonly kind: 'input' | 'scalar'; readonly place: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'apply'; readonly primitive: KernelPrimitive; readonly operands: readonly number[] };

/**
 * What a backend compiles: instructions in topological order, without duplicates. A program object is made once and
 * reused, so backends may cache compiled code by its identity.
 */
export interface Program {
  readonly name: string;
  readonly inputs: number;
  readonly scalars: number;
  readonly instructions: readonly Instruction[];
  /** For each output, the instruction that computes it. */
  readonly outputs: readonly number[];
}

/**
 * The most inputs, scalars and outputs of a program together: every backend describes a call in a buffer of fixed size.
 */
export const maxOperands = 256;

/**
 * The most instructions of a program. A WebAssembly function has at most 50,000 variables, and each instruction needs
 * one.
 */
export const maxInstructions = 40_000;

/**
 * Compiles expressions to instructions. What only changes gradients is skipped.
 *
 * @param order the indices of the inputs that the program takes, in its order; all inputs by default
 * @throws ValueError for more than `mostOperands` operands or `mostInstructions` instructions; the limits are the same
 * on every backend
 */
export function compile(
  name: string,
  inputs: number,
  scalars: number,
  outputs: readonly Expression[],
  order?: readonly number[],
): Program {
  const operandCount = inputs + scalars + outputs.length;
  if (operandCount > maxOperands)
    throw new ValueError(name, `at most ${maxOperands} inputs, scalars and outputs together`, String(operandCount));
  const instructions: Instruction[] = [];
  const placeOfKey = new Map<string, number>();
  const placeOf = new Map<Expression, number>();

  const emit = (instruction: Instruction): number => {
    const key = keyOf(instruction);
    const known = placeOfKey.get(key);
    if (known !== undefined) return known;
    placeOfKey.set(key, instructions.length);
    return instructions.push(instruction) - 1;
  };

  const write = (expression: Expression): number => {
    const { node } = expression;
    if (node.kind === 'input' && order) return emit({ kind: 'input', place: order.indexOf(node.place) });
    if (node.kind !== 'apply') return emit(node);
    const operands = computedFrom(expression).map((operand) => placeOf.get(operand)!);
    const { primitive } = node;
    if (primitive === 'detach' || primitive === 'withSlope') return operands[0]!;
    return emit({ kind: 'apply', primitive, operands });
  };

  for (const expression of topologicalOrder(outputs, computedFrom)) placeOf.set(expression, write(expression));
  if (instructions.length > maxInstructions)
    throw new ValueError(name, `a formula of at most ${maxInstructions} instructions`, String(instructions.length));
  return { name, inputs, scalars, instructions, outputs: outputs.map((output) => placeOf.get(output)!) };
}

/** The operands that the value of an expression is computed from, without those that only its gradient reads. */
function computedFrom({ node }: Expression): readonly Expression[] {
  if (node.kind !== 'apply') return [];
  return node.primitive === 'detach' || node.primitive === 'withSlope' ? node.operands.slice(0, 1) : node.operands;
}

function keyOf(instruction: Instruction): string {
  if (instruction.kind === 'constant') return `constant ${Object.is(instruction.value, -0) ? '-0' : instruction.value}`;
  if (instruction.kind === 'apply') return `${instruction.primitive} ${instruction.operands.join()}`;
  return `${instruction.kind} ${instruction.place}`;
}
