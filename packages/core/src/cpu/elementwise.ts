import type { Data, Kernels } from '../backend.js';
import type { Program } from '../program/program.js';
import { sizeOf } from '../shape.js';
import { load, walkOf, type Walk } from './broadcast.js';
import { loops } from './loops.js';
import { allocate, valuesOf } from './operand.js';

/** Elements computed at once: small enough that all blocks of a program stay in the nearest cache. */
const blockSize = 256;

/** One block of doubles an instruction, made once a program. */
const blocksOf = new WeakMap<Program, readonly Float64Array[]>();

/** Interprets a program block by block: one call of a tight loop for each instruction and block, and no generated code. */
export function elementwise({
  program,
  inputs,
  scalars,
  shape,
  dtype,
}: Parameters<Kernels['elementwise']>[0]): readonly Data[] {
  const size = sizeOf(shape);
  const blocks = prepare(program, scalars);
  const arrays = inputs.map(valuesOf);
  const walks = inputs.map((input) => walkOf(input.shape, shape));
  const outputs = program.outputs.map(() => allocate(shape, dtype));
  for (let begin = 0; begin < size; begin += blockSize) {
    const count = Math.min(blockSize, size - begin);
    run(program, blocks, arrays, walks, begin, count);
    outputs.forEach((output, i) => store(output, blocks[program.outputs[i]!]!, begin, count));
  }
  return outputs;
}

function prepare(program: Program, scalars: readonly number[]): readonly Float64Array[] {
  const blocks = blocksOf.get(program) ?? program.instructions.map(() => new Float64Array(blockSize));
  blocksOf.set(program, blocks);
  program.instructions.forEach((instruction, i) => {
    if (instruction.kind === 'constant') blocks[i]!.fill(instruction.value);
    if (instruction.kind === 'scalar') blocks[i]!.fill(scalars[instruction.place]!);
  });
  return blocks;
}

function run(
  { instructions }: Program,
  blocks: readonly Float64Array[],
  arrays: readonly Data[],
  walks: readonly Walk[],
  begin: number,
  count: number,
): void {
  for (let i = 0; i < instructions.length; i++) {
    const instruction = instructions[i]!;
    const block = blocks[i]!;
    if (instruction.kind === 'input') load(block, arrays[instruction.place]!, walks[instruction.place]!, begin, count);
    else if (instruction.kind === 'apply') {
      const [a, b = a, c = b] = instruction.operands as readonly [number, number?, number?];
      loops[instruction.primitive](block, blocks[a]!, blocks[b]!, blocks[c]!, count);
    }
  }
}

function store(output: Data, block: Float64Array, begin: number, count: number): void {
  for (let i = 0; i < count; i++) output[begin + i] = block[i]!;
}
