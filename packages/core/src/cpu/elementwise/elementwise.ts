import type { Data, Kernels } from '../../backend/backend.js';
import type { Program } from '../../program/program.js';
import { sizeOf } from '../../shape.js';
import { load, walkOf, type Walk } from './broadcast.js';
import { loops } from './loops.js';
import { allocate, valuesOf } from '../memory/operand.js';

/** Elements computed at once: small enough that all blocks of a program stay in the nearest cache. */
const blockSize = 256;

/** Where block `i` begins. Element 0 of the memory is always 0; `loops` relies on it. */
const begin = (i: number): number => 8 + i * blockSize;

/** The blocks of a program, one for each instruction, in one array; made once per program. */
const memoryOf = new WeakMap<Program, Float64Array>();

/**
 * Interprets a program block by block, with one call of a small loop for each instruction and block. No code is
 * generated.
 */
export function elementwise(call: Parameters<Kernels['elementwise']>[0]): readonly Data[] {
  const { program, inputs, scalars, shape, dtype } = call;
  const size = sizeOf(shape);
  const memory = prepare(program, scalars, Math.min(size, blockSize));
  const arrays = inputs.map(valuesOf);
  const walks = inputs.map((input) => walkOf(input.shape, shape));
  const outputs = program.outputs.map(() => allocate(shape, dtype));
  for (let done = 0; done < size; done += blockSize) {
    const count = Math.min(blockSize, size - done);
    run(program, memory, arrays, walks, count);
    for (let i = 0; i < outputs.length; i++) store(outputs[i]!, done, memory, begin(program.outputs[i]!), count);
  }
  return outputs;
}

function prepare(program: Program, scalars: readonly number[], count: number): Float64Array {
  const { instructions } = program;
  const memory = memoryOf.get(program) ?? new Float64Array(begin(instructions.length));
  memoryOf.set(program, memory);
  instructions.forEach((instruction, i) => {
    if (instruction.kind === 'constant') memory.fill(instruction.value, begin(i), begin(i) + count);
    if (instruction.kind === 'scalar') memory.fill(scalars[instruction.place]!, begin(i), begin(i) + count);
  });
  return memory;
}

function run(
  { instructions }: Program,
  memory: Float64Array,
  arrays: readonly Data[],
  walks: readonly Walk[],
  count: number,
): void {
  for (let i = 0; i < instructions.length; i++) {
    const instruction = instructions[i]!;
    if (instruction.kind === 'input') {
      load(memory, begin(i), arrays[instruction.place]!, walks[instruction.place]!, count);
    } else if (instruction.kind === 'apply') {
      const { operands } = instruction;
      const a = operands[0]!;
      const [b, c] = [operands.length > 1 ? operands[1]! : a, operands.length > 2 ? operands[2]! : a];
      loops[instruction.primitive](memory, begin(i), begin(a), begin(b), begin(c), count);
    }
  }
}

function store(output: Data, to: number, memory: Float64Array, from: number, count: number): void {
  if (output instanceof Float32Array) storeSingle(output, to, memory, from, count);
  else storeDouble(output, to, memory, from, count);
}

function storeSingle(output: Float32Array, to: number, memory: Float64Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) output[to + i] = memory[from + i]!;
}

function storeDouble(output: Float64Array, to: number, memory: Float64Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) output[to + i] = memory[from + i]!;
}
