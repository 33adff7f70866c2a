import type { Instruction, Program } from '@spikegrad/core';
import { maxBuffers, maxSlots } from '../kernels/constants.js';
import { operations, type Operation } from '../kernels/operations.js';

type Applied = Extract<Instruction, { kind: 'apply' }>;

/** An operation and the slots that it reads. */
type Step = readonly [operation: Operation, ...slots: readonly number[]];

/**
 * Encodes a program for the kernel `interpret`. Values are in slots: first the outputs and inputs, then scalars, constants and buffers. The words are
 * the numbers of outputs, scalars, constants, buffers and steps; then the constants; then for each step its operation, the slot that it writes and the
 * three that it reads.
 *
 * @returns null for a program that the kernel cannot run, since it has another primitive or too many slots
 */
export function encodeProgram({ instructions, outputs, inputs, scalars }: Program): Int32Array | null {
  const constants = instructions.flatMap((each) => (each.kind === 'constant' ? [each.value] : []));
  const firstScalar = outputs.length + inputs;
  const firstConstant = firstScalar + scalars;
  const firstBuffer = firstConstant + constants.length;
  const buffers = new Buffers(firstBuffer);
  const lastReaders = lastReadersOf(instructions);
  const slots: number[] = [];
  const steps: number[] = [];
  const write = ([operation, ...read]: Step, target: number): void => {
    steps.push(operations.indexOf(operation), target, ...read, ...[0, 0, 0].slice(read.length));
  };

  let constant = firstConstant;
  for (const [i, instruction] of instructions.entries()) {
    if (instruction.kind !== 'apply') {
      const { kind } = instruction;
      const slot =
        kind === 'constant' ? constant++ : (kind === 'input' ? outputs.length : firstScalar) + instruction.place;
      slots.push(slot);
    } else {
      const step = stepOf(instruction, instructions, slots);
      if (step === null) return null;
      // A buffer that is read for the last time may be written by the same step.
      for (const operand of new Set(instruction.operands))
        if (lastReaders[operand] === i) buffers.give(slots[operand]!);
      const output = outputs.indexOf(i);
      slots.push(output >= 0 ? output : buffers.take());
      write(step, slots[i]!);
    }
  }
  outputs.forEach((value, output) => {
    if (slots[value] !== output) write(['copy', slots[value]!], output);
  });
  if (outputs.length + buffers.count > maxBuffers || firstBuffer + buffers.count > maxSlots) return null;
  const bits = new Int32Array(Float32Array.from(constants).buffer);
  return Int32Array.of(outputs.length, scalars, constants.length, buffers.count, steps.length / 5, ...bits, ...steps);
}

/** Slots of intermediate values. A slot is used again after the last read of its value. */
class Buffers {
  count = 0;
  private readonly free: number[] = [];

  private readonly first: number;

  constructor(first: number) {
    this.first = first;
  }

  take(): number {
    return this.free.pop() ?? this.first + this.count++;
  }

  /** Frees a slot after the last read of its value. Slots that are not buffers are ignored. */
  give(slot: number): void {
    if (slot >= this.first) this.free.push(slot);
  }
}

/** The last instruction that reads each value. */
function lastReadersOf(instructions: readonly Instruction[]): readonly number[] {
  const last: number[] = [];
  for (const [i, instruction] of instructions.entries())
    if (instruction.kind === 'apply') for (const operand of instruction.operands) last[operand] = i;
  return last;
}

/** Powers that need no logarithm. */
const powers = new Map<number, (x: number) => Step>([
  [2, (x) => ['mul', x, x]],
  [0.5, (x) => ['sqrt', x]],
  [-1, (x) => ['reciprocal', x]],
  [-0.5, (x) => ['reciprocalSqrt', x]],
]);

const isOperation = (name: string): name is Operation => (operations as readonly string[]).includes(name);

/** The step of a primitive, whose operands are in `slots`; null for a primitive that is not an operation of the kernel. */
function stepOf({ primitive, operands }: Applied, all: readonly Instruction[], slots: readonly number[]): Step | null {
  const read = operands.map((operand) => slots[operand]!);
  if (isOperation(primitive)) return [primitive, ...read];
  const exponent = primitive === 'pow' ? all[operands[1]!] : undefined;
  const power = exponent?.kind === 'constant' ? powers.get(exponent.value) : undefined;
  return power?.(read[0]!) ?? null;
}
