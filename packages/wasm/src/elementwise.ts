import { sizeOf, type Kernels } from '@spikegrad/core';
import type { Machine } from './machine.js';
import { at } from './machine.js';
import type { Block } from './pool.js';
import { eachRun, runsOf } from './runs.js';

type Call = Parameters<Kernels['elementwise']>[0];

/** Runs a compiled program along every run of its operands. */
export function elementwise(machine: Machine, { program, inputs, scalars, shape }: Call): readonly Block[] {
  const outputs = program.outputs.map(() => machine.allocate(shape));
  if (sizeOf(shape) === 0) return outputs;
  const runs = runsOf(
    inputs.map((input) => input.shape),
    shape,
  );
  const length = runs.lengths.at(-1)!;
  const inner = runs.strides.at(-1)!;
  const run = machine.runOf(
    program,
    inner.reduce((bits, stride, place) => bits | (stride === 0 ? 1 << place : 0), 0),
  );
  const addresses = inputs.map(at);
  machine.describeFloats(scalars, outputs.length + inputs.length);
  eachRun(runs, (offsets, index) => {
    const results = outputs.map(({ pointer }) => pointer + 4 * index * length);
    run(machine.describe([...results, ...addresses.map((address, i) => address + 4 * offsets[i]!)]), length);
  });
  return outputs;
}
