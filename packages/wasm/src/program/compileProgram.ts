import type { Program } from '@spikegrad/core';
import { Encoder } from './encoder.js';
import { control, i32, local, simd, type } from './opcodes.js';
import type { MemoryLimits } from '../memory/allocator.js';
import { moduleOf, place } from './programModule.js';
import { headWords } from './runs.js';
import { sigmoidNumbers, sigmoidSpare } from './sigmoid.js';
import { areaBytes } from '../kernels/constants.js';
import { called, constant, get, vector, writePrimitive } from './writePrimitive.js';

/** Vectors of a line of memory: `v/2 + x` of 16 MiB takes 1.8 ms, and 2.4 with one vector a turn. */
const lineVectors = 4;

/**
 * Compiles a program to a module with one function `run(described, from, to, thread)` over pieces of runs: a line of memory a turn, then
 * four elements a turn, the last few by lanes. An input whose place is in `still` is one number for a whole run.
 */
export function compileProgram(
  program: Program,
  still: ReadonlySet<number>,
  memory: MemoryLimits,
): Uint8Array<ArrayBuffer> {
  const { instructions, outputs, inputs } = program;
  const operands = outputs.length + inputs;
  const isStill = (input: number): boolean => still.has(input);
  const addressOf = (operand: number): number => place.first + operand;
  const vectorOf = (instruction: number): number => place.first + operands + instruction;
  const code = new Encoder();
  const set = (instruction: number): Encoder => code.byte(local.set).unsigned(vectorOf(instruction));
  const splat = (word: number): Encoder =>
    vector(get(code, place.described), simd.load32Splat)
      .byte(2)
      .unsigned(4 * word);

  instructions.forEach((instruction, i) => {
    if (instruction.kind === 'constant') constant(code, instruction.value);
    else if (instruction.kind === 'scalar') splat(headWords + instruction.place);
    else return;
    set(i);
  });
  const hasSigmoid = instructions.some((each) => each.kind === 'apply' && each.primitive === 'sigmoid');
  const numbers = hasSigmoid ? sigmoidNumbers : [];
  const own = instructions.length;
  numbers.forEach((value, i) => {
    constant(code, value);
    set(own + i);
  });
  // The thread's own addresses lie at `areas + thread · areaBytes`.
  get(code, place.described)
    .byte(i32.load, 2)
    .unsigned(4 * (headWords - 1));
  get(code, place.thread).byte(i32.const, Math.log2(areaBytes), i32.shl, i32.add, local.set, place.area);

  code.byte(control.loop, type.none);
  for (const parameter of [place.described, place.item, place.thread]) get(code, parameter);
  code.byte(control.call).unsigned(called.length).byte(local.set, place.count);
  for (let i = 0; i < operands; i++) {
    get(code, place.area)
      .byte(i32.load, 2)
      .unsigned(4 * i);
    code.byte(local.set).unsigned(addressOf(i));
  }
  instructions.forEach((instruction, i) => {
    if (instruction.kind !== 'input' || !isStill(instruction.place)) return;
    vector(get(code, addressOf(outputs.length + instruction.place)), simd.load32Splat).byte(2, 0);
    set(i);
  });
  /** Writes a vector of every value, `offset` bytes from where the addresses stand. */
  const body = (offset = 0): void =>
    instructions.forEach((instruction, i) => {
      if (instruction.kind === 'apply') writePrimitive(code, instruction, instructions, vectorOf);
      else if (instruction.kind === 'input' && !isStill(instruction.place))
        vector(get(code, addressOf(outputs.length + instruction.place)), simd.load)
          .byte(2)
          .unsigned(offset);
      else return;
      set(i);
    });
  /** Writes a loop that takes `vectors` of elements a turn, as long as there are so many. */
  const turns = (vectors: number): void => {
    code.byte(control.loop, type.none);
    get(code, place.count)
      .byte(i32.const)
      .signed(4 * vectors)
      .byte(i32.geS, control.if, type.none);
    for (let offset = 0; offset < 16 * vectors; offset += 16) {
      body(offset);
      outputs.forEach((value, i) => {
        vector(get(get(code, addressOf(i)), vectorOf(value)), simd.store)
          .byte(2)
          .unsigned(offset);
      });
    }
    for (let i = 0; i < operands; i++) {
      if (i >= outputs.length && isStill(i - outputs.length)) continue;
      get(code, addressOf(i))
        .byte(i32.const)
        .signed(16 * vectors)
        .byte(i32.add, local.set)
        .unsigned(addressOf(i));
    }
    get(code, place.count)
      .byte(i32.const)
      .signed(4 * vectors)
      .byte(i32.sub, local.set, place.count);
    code.byte(control.br, 1, control.end, control.end);
  };
  turns(lineVectors);
  turns(1);
  // Reading past the end is safe: every allocation is padded.
  get(code, place.count).byte(i32.const, 0, i32.gtS, control.if, type.none);
  body();
  for (let lane = 0; lane < 3; lane++) {
    get(code, place.count).byte(i32.const, lane, i32.gtS, control.if, type.none);
    outputs.forEach((value, i) => {
      vector(get(get(code, addressOf(i)), vectorOf(value)), simd.store32Lane)
        .byte(2)
        .unsigned(4 * lane)
        .byte(lane);
    });
    code.byte(control.end);
  }
  code.byte(control.end);
  get(code, place.item).byte(i32.const, 1, i32.add, local.tee, place.item);
  get(code, place.to).byte(i32.ltS, control.brIf, 0, control.end, control.end);
  const vectors = instructions.length + numbers.length + (hasSigmoid ? sigmoidSpare : 0);
  return moduleOf(code, operands, vectors, memory);
}
