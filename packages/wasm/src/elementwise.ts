import { sizeOf, type Kernels, type Program } from '@spikegrad/core';
import { at, type Machine } from './machine.js';
import type { Block } from './pool.js';
import { describeRuns, runsOf, stridesOf, stridesUnder } from './runs.js';
import { WaitingGradient } from './waitingGradient.js';

type Call = Parameters<Kernels['elementwise']>[0];

/** Runs a compiled program along every run of its operands. */
export function elementwise(machine: Machine, { program, inputs, scalars, shape }: Call): readonly Block[] {
  const sum = isSum(program) ? WaitingGradient.sum(...(inputs.map(({ handle }) => handle) as [Block, Block])) : null;
  if (sum) return [sum];
  const outputs = program.outputs.map(() => machine.allocate(shape));
  const size = sizeOf(shape);
  if (size === 0) return outputs;
  const dense = stridesOf(shape);
  const runs = runsOf(shape, [...outputs.map(() => dense), ...inputs.map((input) => stridesUnder(input.shape, shape))]);
  const steps = runs.strides.at(-1)!.slice(outputs.length);
  const still = steps.reduce((bits, step, place) => bits | (step === 0 ? 1 << place : 0), 0);
  const addresses = [...outputs.map(({ pointer }) => pointer), ...inputs.map(at)];
  const { words, items } = describeRuns(runs, addresses, machine.lanes, scalars.map(bitsOf));
  machine.runProgram(machine.programOf(program, still), words, items, size * (program.instructions.length + 1));
  return outputs;
}

/** Whether a program is `a + b`. */
const isSum = ({ inputs, instructions }: Program): boolean => {
  const last = instructions.at(-1);
  return inputs === 2 && instructions.length === 3 && last?.kind === 'apply' && last.primitive === 'add';
};

/** The bits of a float32. */
const bitsOf = (value: number): number => {
  float[0] = value;
  return bits[0]!;
};
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
