import type { Expression } from './expression.js';
import type { KernelPrimitive } from './primitives.js';

/** One step of a program: a primitive of earlier steps. `place` counts inputs, scalars or steps. */
export type Instruction =
  | { readonly kind: 'input' | 'scalar'; readonly place: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'apply'; readonly primitive: KernelPrimitive; readonly operands: readonly number[] };

/**
 * What a backend compiles: instructions in an order in which operands come first, equal ones written once. A program object
 * is made once and reused, so backends may cache what they compile by its identity.
 */
export interface Program {
  readonly name: string;
  readonly inputs: number;
  readonly scalars: number;
  readonly instructions: readonly Instruction[];
  /** The instruction each output takes its value from. */
  readonly outputs: readonly number[];
}

/**
 * Writes expressions out as instructions; what only steers gradients is passed through.
 *
 * @param order the places of the inputs that the program takes, in its order; as they are by default
 */
export function compile(
  name: string,
  inputs: number,
  scalars: number,
  outputs: readonly Expression[],
  order?: readonly number[],
): Program {
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

  const visit = (expression: Expression): number => {
    const known = placeOf.get(expression);
    if (known !== undefined) return known;
    const place = write(expression.node);
    placeOf.set(expression, place);
    return place;
  };

  const write = (node: Expression['node']): number => {
    if (node.kind === 'input' && order) return emit({ kind: 'input', place: order.indexOf(node.place) });
    if (node.kind !== 'apply') return emit(node);
    const { primitive, operands } = node;
    if (primitive === 'detach' || primitive === 'withSlope') return visit(operands[0]!);
    return emit({ kind: 'apply', primitive, operands: operands.map(visit) });
  };

  const places = outputs.map(visit);
  return { name, inputs, scalars, instructions, outputs: places };
}

function keyOf(instruction: Instruction): string {
  if (instruction.kind === 'constant') return `constant ${Object.is(instruction.value, -0) ? '-0' : instruction.value}`;
  if (instruction.kind === 'apply') return `${instruction.primitive} ${instruction.operands.join()}`;
  return `${instruction.kind} ${instruction.place}`;
}
