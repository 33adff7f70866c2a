import { sizeOf, type Handle, type Kernels, type Operand, type Program } from '@spikegrad/core';
import { addressOf, type Machine } from '../machine/machine.js';
import type { Block } from '../memory/allocator.js';
import type { Deferred } from '../memory/deferred.js';
import { describeRuns, runsUnder } from '../program/runs.js';
import { DeferredGradient } from '../conv/deferredGradient.js';
import { DeferredShift } from './deferredShift.js';

type Call = Parameters<Kernels['elementwise']>[0];

/** Values of a program, of which some sums are deferred. */
export function elementwise(machine: Machine, call: Call): readonly Handle[] {
  const sum = isSum(call.program) ? deferredSum(machine, call) : null;
  return sum ? [sum] : evaluate(machine, call);
}

function deferredSum(machine: Machine, call: Call): Deferred | null {
  const [a, b] = call.inputs as readonly [Operand, Operand];
  return DeferredGradient.sum(a.handle, b.handle) ?? DeferredShift.of(machine, call, () => evaluate(machine, call)[0]!);
}

/** Runs a compiled program along every run of its operands. */
function evaluate(machine: Machine, { program, inputs, scalars, shape }: Call): readonly Block[] {
  const outputs = program.outputs.map(() => machine.allocate(shape));
  const size = sizeOf(shape);
  if (size === 0) return outputs;
  const runs = runsUnder(
    shape,
    inputs.map((input) => input.shape),
    outputs.length,
  );
  const steps = runs.strides.at(-1)!.slice(outputs.length);
  const still = steps.flatMap((step, place) => (step === 0 ? [place] : []));
  const addresses = [...outputs.map(({ pointer }) => pointer), ...inputs.map(addressOf)];
  const runnable = machine.programOf(program, still);
  const leading = [...runnable.leading, ...scalars.map(bitsOf)];
  const { words, items } = describeRuns(runs, addresses, machine.areas, leading);
  machine.runProgram(runnable, words, items, size * (program.instructions.length + 1));
  return outputs;
}

/** Whether a program is `a + b`, and gives nothing else. */
const isSum = ({ inputs, instructions, outputs }: Program): boolean => {
  const [first, second, last] = instructions;
  const isOfInputs = first?.kind === 'input' && second?.kind === 'input';
  const isAdding = last?.kind === 'apply' && last.primitive === 'add';
  return (
    inputs === 2 && instructions.length === 3 && isOfInputs && isAdding && outputs.length === 1 && outputs[0] === 2
  );
};

/** The bits of a float32. */
const bitsOf = (value: number): number => {
  float[0] = value;
  return bits[0]!;
};
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
